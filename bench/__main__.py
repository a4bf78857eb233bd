"""``python -m bench``: everything the house measures about itself, one table after the other."""

from bench.draw_reference import main

main()
