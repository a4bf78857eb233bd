"""The phone's pages and calls."""

from suiji.field.views.api import begin, day, deliver, guide, piece, session, visits
from suiji.field.views.shell import app, home, manifest, worker

__all__ = [
    "app",
    "begin",
    "day",
    "deliver",
    "guide",
    "home",
    "manifest",
    "piece",
    "session",
    "visits",
    "worker",
]
