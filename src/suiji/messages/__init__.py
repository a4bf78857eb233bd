"""消息 (Art. 20(2)): Notices and reminders that leave the house.

Enters: an address and a text. Leaves: a delivery record.
"""
