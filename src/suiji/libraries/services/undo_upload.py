"""整体撤销导入 — what one file did to the library is taken back (Art. 11)."""

# ruff: noqa: S608 — the statements are put together from the names in this module only

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import hold, move
from suiji.libraries.models import Change, Upload
from suiji.libraries.queries.uploads import is_unused
from suiji.libraries.services.merging import Merge
from suiji.libraries.services.runs import one_at_a_time
from suiji.libraries.states import UploadState
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def undo_upload(*, upload: Upload, because: str, actor: Actor, at: datetime) -> Upload:
    """Everything a file did is undone, while nobody has used it and nothing has changed since."""
    hold(upload)
    require_role(actor, Role.LIBRARIAN, department_id=upload.department_id)
    one_at_a_time()
    law.require(law.libraries.import_is_unused, unused=is_unused(upload))
    merge = Merge(upload, at)
    for statement in _UNDO:
        merge.run(statement)
    Change.objects.filter(upload=upload).delete()
    move(upload, UploadState.UNDONE, actor=actor, at=at, because=because)
    return upload


_RESTORED = (
    "kind", "uscc", "reg_no", "entity_id", "name", "entity_type", "address", "business_place", "coordinates",
    "region_id", "industry", "business_scope",
    "reg_state", "reg_organ", "station", "grid", "established_on", "abnormal_on", "serious_on", "longitude",
    "latitude", "legal_rep", "liaison", "phone", "needs", "particulars", "responsible_id", "prints", "holders",
    "tags", "pools", "name_grams", "name_initials", "address_grams", "updated_at",
)  # fmt: skip
_ADDED = "IN (SELECT unnest(added) FROM libraries_change WHERE upload_id = %(upload)s)"
_MINE = """IN (SELECT unnest(added) FROM libraries_change WHERE upload_id = %(upload)s
    UNION ALL SELECT object_id FROM libraries_change WHERE upload_id = %(upload)s AND object_id IS NOT NULL)"""
_UNDO = (
    "DELETE FROM libraries_conflict WHERE upload_id = %(upload)s AND decision = 'OPEN'",
    f"DELETE FROM libraries_tagging WHERE department_id = %(department)s AND object_id {_MINE}",
    f"DELETE FROM libraries_licence WHERE department_id = %(department)s AND object_id {_MINE}",
    f"UPDATE libraries_inspectedobject SET responsible_id = NULL WHERE responsible_id {_ADDED}",
    f"DELETE FROM libraries_inspectedobject WHERE id {_ADDED}",
    f"""UPDATE libraries_inspectedobject o SET ({", ".join(_RESTORED)}) = (SELECT {", ".join(_RESTORED)}
        FROM jsonb_populate_record(o, c.before))
        FROM libraries_change c WHERE c.upload_id = %(upload)s AND c.object_id = o.id""",
    """INSERT INTO libraries_tagging (object_id, department_id, word, pool)
        SELECT c.object_id, %(department)s, t ->> 0, (t ->> 1)::boolean FROM libraries_change c
        CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(c.before -> 'taggings') WHEN 'array'
            THEN c.before -> 'taggings' ELSE '[]' END) t WHERE c.upload_id = %(upload)s""",
    """INSERT INTO libraries_licence (object_id, department_id, name, number, issued_on, valid_until, issuer)
        SELECT r.object_id, r.department_id, r.name, r.number, r.issued_on, r.valid_until, r.issuer
        FROM libraries_change c CROSS JOIN LATERAL jsonb_populate_recordset(NULL::libraries_licence,
            CASE jsonb_typeof(c.before -> 'licences') WHEN 'array' THEN c.before -> 'licences' ELSE '[]' END) r
        WHERE c.upload_id = %(upload)s""",
)
