"""办公桌 (Art. 5): Door: the officials' home page, 我的待办."""
