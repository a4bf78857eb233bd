"""Is the program itself sound: Django's checks (unmarked doors among them) and missing migrations."""

import warnings
from collections.abc import Iterator
from io import StringIO

from django.core.checks import run_checks
from django.core.management import call_command


def problems() -> Iterator[str]:
    """What a programmer must mend before anybody may start this program."""
    for message in run_checks():
        yield str(message)
    said = StringIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", RuntimeWarning
            )  # no database is needed to compare models with files
            call_command("makemigrations", check_changes=True, dry_run=True, stdout=said, verbosity=1)
    except SystemExit:
        yield f"模型有改动而没有对应的迁移文件：{said.getvalue().strip()}"
