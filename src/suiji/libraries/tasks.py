"""What the background worker does with files. (The name is procrastinate's: it looks for jobs in ``tasks``.)

The time of an act is the time it was ordered, so a job that runs twice writes the same.
"""

from datetime import datetime

from procrastinate.contrib.django import app

from suiji.libraries import queries, services


@app.task(name="libraries.check", queue="imports", retry=3)
def check(upload: int, at: str) -> None:
    """Read and compare a file; after a crash it goes on at the row it had reached."""
    services.check_upload(upload=queries.upload(upload), at=datetime.fromisoformat(at))


@app.task(name="libraries.write", queue="imports", retry=3)
def write(upload: int, at: str) -> None:
    """Let a checked file into the library, all of it or nothing, and tidy up behind it."""
    found = services.write_upload(upload=queries.upload(upload), at=datetime.fromisoformat(at))
    services.tidy_up(upload=found)
