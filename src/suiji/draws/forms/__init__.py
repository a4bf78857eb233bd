"""How the requests about draws are read."""

from suiji.catalogue.forms import Because
from suiji.draws.forms.ceremony import HandingIn, Opening, Revealing
from suiji.draws.forms.confirming import Registering, Signing
from suiji.draws.forms.replacing import Deciding, Filing, Replacing
from suiji.draws.forms.sources import Beaconing, Freezing, Seeing
from suiji.draws.models import DrawKind

__all__ = [
    "Beaconing",
    "Because",
    "Deciding",
    "DrawKind",
    "Filing",
    "Freezing",
    "HandingIn",
    "Opening",
    "Registering",
    "Replacing",
    "Revealing",
    "Seeing",
    "Signing",
]
