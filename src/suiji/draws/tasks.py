"""What the background worker does with long lists. (The name is procrastinate's: it looks for jobs in ``tasks``.)"""

from procrastinate.contrib.django import app

from suiji.draws import services
from suiji.draws.queries.working import long_work


@app.task(name="draws.carry_out", queue="draws", retry=3)
def carry_out(work: int) -> None:
    """Freeze or draw what was ordered; after a crash it begins again, since nothing of it was kept."""
    services.carry_out(work=long_work(work))
