"""``python -m bench``: everything the house measures of its draw, its libraries and its printing, table after table.

Each bench makes its data in a folder of its own and deletes it. Figures mean something on a machine that has
nothing else to do; ratios within one table, and processor time, mean something on a busy one too.
"""

import sys
from subprocess import run

from bench import draw_reference, freezing, lots, printing, staffing

draw_reference.main()
lots.main()
freezing.main()
staffing.main()
printing.main()
for libraries in ("bench.importing", "bench.searching"):
    run([sys.executable, "-m", libraries], check=True)
