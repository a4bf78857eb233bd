"""How the requests about draws are read."""

from suiji.catalogue.forms import Because
from suiji.draws.forms.ceremony import HandingIn, Opening, Revealing, Voiding
from suiji.draws.forms.confirming import Registering, Signing
from suiji.draws.forms.dispatching import Redirecting, SendingBack
from suiji.draws.forms.keeping import Appointing, Returning
from suiji.draws.forms.replacing import Deciding, Filing, Replacing
from suiji.draws.forms.sources import Beaconing, Freezing, Seeing
from suiji.draws.models import DrawKind

__all__ = [
    "Appointing",
    "Beaconing",
    "Because",
    "Deciding",
    "DrawKind",
    "Filing",
    "Freezing",
    "HandingIn",
    "Opening",
    "Redirecting",
    "Registering",
    "Replacing",
    "Returning",
    "Revealing",
    "Seeing",
    "SendingBack",
    "Signing",
    "Voiding",
]
