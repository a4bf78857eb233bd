"""总账 (Art. 5): the append-only record of every act, in one RFC 6962 Merkle tree, and the one ``move``.

Enters: a subject, a move or an act, an actor, an instant. Leaves: rows nobody can change, numbered leaves, signed
checkpoints, inclusion proofs. Refuses: a move its table does not hold, a stale subject, a wrong hand.
"""

from suiji.ledger.actor import Actor, NotYours, Stale
from suiji.ledger.machine import Edge, Machine

__all__ = ["Actor", "Edge", "Machine", "NotYours", "Stale"]
