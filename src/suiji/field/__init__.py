"""外勤 (Art. 17–21): the door of the inspectors' phone, with or without a network.

Enters: an officer's acts, captured on the spot and sent when there is a network, each with its own number and both
times. Leaves: the visits of the officer's teams, fetched ahead. Refuses: what the rooms behind it refuse, in the
article's words; a phone that speaks too old a protocol is told how to update without losing anything.
"""
