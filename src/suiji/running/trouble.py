"""Trouble that a person can mend: every message says what is wrong and what to do, in Chinese."""

from typing import ClassVar


class Trouble(Exception):  # noqa: N818 — it is the person's trouble, not an error of the program
    """The surroundings refuse (a taken port, a folder, a server), explained to whoever is at the console."""

    exit_code: ClassVar[int] = 3
