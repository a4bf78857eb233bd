"""随机抽取 (Art. 10, 13, 15, 16, 17): Freeze, commitment, reveal, draw; dispatch; teams; replacement.

Enters: a confirmed task. Leaves: a list nobody can change, teams with a leader, a bundle anybody can verify.
Refuses: a second draw, a list altered, a capped object, a substitute without consent.
"""
