"""联席会议与通报 (Art. 3, 9, 28, 29, 30): The office's report from a frozen snapshot, the conference's issues.

Enters: counts from every room. Leaves: a 通报. Refuses: a manual figure.
"""
