"""抽查计划 (Art. 7, 8, 9, 10): Annual plans and filed temporary checks.

Enters: lines by initiating departments. Leaves: published lines. Refuses: unconfirmed participants, lines
without period, items or ratio.
"""
