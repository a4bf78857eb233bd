"""后续处理 (Art. 20(3), 23, 24): Transfers, rechecks, listings.

Enters: results that found something. Leaves: receipts and outcomes. Refuses: a transfer to oneself or without
evidence list.
"""
