"""机构与人员 (Art. 3, 25): departments by level and district, people, the roles they hold, and the doors.

Enters: log-ins, and the tables others publish (divisions, industries, holidays). Leaves: an ``Actor``. Refuses: a
door without an audience (the system does not start), and anybody whose role does not open the door they stand at.
"""
