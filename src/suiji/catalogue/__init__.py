"""抽查事项清单 (Art. 4, 6): Departments' lists and the city's joint list, in versions.

Enters: drafts with a legal basis. Leaves: published item versions. Refuses: items without basis, joint items
without every participant's countersignature, deletion.
"""
