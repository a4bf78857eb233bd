"""立卷归档 (Art. 27): The file of a task and object builds itself.

Enters: everything before. Leaves: a sealed package. Refuses: a file with a mandatory piece missing, any change after.
"""
