"""``python -m bench``: everything the house measures, table after table, from a draw to a working day in a province.

Each bench makes its data in a folder of its own and deletes it, but for the province of ten million objects, which
stays in ``var/bench-province`` (11 GB). All of it takes some two and a half hours. Figures mean something on a machine
that has nothing else to do; ratios within one table, and processor time, mean something on a busy one too. The portal
is asked with ``wrk`` (``apt-get install -y wrk``), a nation is drawn where ``requirements/spark.txt`` is installed;
``bench.field`` wants a demonstration that is being served, and runs apart.
"""

import shutil
import sys
from importlib.util import find_spec
from subprocess import run

from bench import draw_reference, freezing, lots, printing, staffing

draw_reference.main()
lots.main()
freezing.main()
staffing.main()
printing.main()
for name, there in (
    ("importing", True),
    ("searching", True),
    ("portal", shutil.which("wrk") is not None),
    ("afterwards", True),
    ("curves", True),
    ("day", True),
    ("feeding", True),
    ("national", find_spec("pyspark") is not None),
):
    if there:
        run([sys.executable, "-m", f"bench.{name}"], check=True)
    else:
        print(f"bench.{name} left out: what it needs is not installed here")
