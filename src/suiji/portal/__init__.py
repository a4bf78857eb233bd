"""公众门户 (Art. 2, 4, 6, 7, 20(4), 25): Door: the public's pages. Reads only what is public."""
