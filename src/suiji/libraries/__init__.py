"""两库 (Art. 11): 检查对象名录库 and 执法检查人员名录库.

Enters: files of departments. Leaves: scopes and hashed snapshots. Refuses: bad codes, silent overwriting.
"""
