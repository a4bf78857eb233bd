"""What the background worker prints. (The name is procrastinate's: it looks for jobs in ``tasks``.)

The time of the act is the time it was ordered, so a job that runs twice prints the same.
"""

from datetime import datetime

from procrastinate.contrib.django import app

from suiji.inspections import queries, services


@app.task(name="inspections.print", queue="prints", retry=2)
def print_forms(job: int, at: str) -> None:
    """Make the PDF of an ordered print; a second run goes on with what the first left."""
    services.make_print(job=queries.print_job(job), at=datetime.fromisoformat(at))
