"""公示与更正 (Art. 4, 20(4), 22, 25, 26): Publication of results and their correction.

Enters: signed results. Leaves: published versions. Refuses: another department's hand, a correction without
the principal head's signature.
"""
