"""Trouble that a person can mend: every message says what is wrong and what to do, in Chinese."""


class Trouble(Exception):  # noqa: N818 — it is the person's trouble, not an error of the program
    """A refusal of the surroundings (a taken port, a folder, a server), explained for whoever is at the console."""
