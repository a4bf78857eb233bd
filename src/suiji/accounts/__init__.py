"""登录与账号 (Art. 5, 25): who gets in, by which proofs, and the three administrators who see to it.

Enters: a person of `organs`, a password, a second factor. Leaves: a session that owes nothing, roles given and taken on
record, the log of entries. Refuses: a sixth guess within half an hour, a password that is short, old or used before, an
approver without a second factor, one person in two of the three administrators' chairs.
"""
