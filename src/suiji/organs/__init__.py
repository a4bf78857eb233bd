"""机构与人员 (Art. 3, 25): Departments by level and district, people, the roles they hold, and the doors that say who may enter.

Enters: log-ins. Leaves: an ``Actor``. Refuses: a door without an audience (the system does not start).
"""
