"""How visits are shown and worked on: the visit itself, what is arranged before, its papers, the check code."""
