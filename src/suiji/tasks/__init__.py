"""抽查方案与任务 (Art. 2, 11, 12, 14(1)): A joint task, its countersigned scheme, both libraries confirmed.

Enters: a published plan line or a filed temporary check. Leaves: a task ready for its draw. Refuses: one
department alone, unpublished items, missing countersignatures.
"""
