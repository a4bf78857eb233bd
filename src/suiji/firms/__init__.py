"""企业之门 (Art. 10, 20(2), 22): Door: an inspected object's own pages.

Reads what concerns this one object, never its class.
"""
