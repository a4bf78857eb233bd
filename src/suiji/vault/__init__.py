"""保险柜 (Art. 11, 25): what the database keeps without being able to read it.

Enters: identity numbers, telephone numbers, a draw's confidential files. Leaves: the same, to whoever names the
place they were put in. Refuses: a value whose key is unknown, that was altered, or that lay in another row.

Every value carries the id of its key, so that keys can change while the house stays open; it is bound to its table,
column and row as associated data, so that two swapped values do not open. Keys are never in the database.
"""

from suiji.vault.fields import SealedTextField, put, take, well_sealed
from suiji.vault.keychain import active_key_id
from suiji.vault.masks import masked_identity, masked_name, masked_phone
from suiji.vault.safe import Unopenable, fingerprint, seal, unseal

__all__ = [
    "SealedTextField",
    "Unopenable",
    "active_key_id",
    "fingerprint",
    "masked_identity",
    "masked_name",
    "masked_phone",
    "put",
    "seal",
    "take",
    "unseal",
    "well_sealed",
]
