"""抽查以外检查的记录表 — the same sheet under its own name; papers prints it."""

from suiji.inspections.documents.visit import lines_of, measures_of, signatures_of
from suiji.inspections.queries.other import OtherRecord
from suiji.papers.visit_documents import OtherRecord as Sheet


def other_document(form: OtherRecord) -> Sheet:
    """What the paper says; the names and numbers that rest sealed are written by hand (Art. 25)."""
    made, thing = form.made, form.made.object
    kinds, ways = measures_of(form)
    return Sheet(
        task_name=made.get_kind_display(),
        task_number=made.reference,
        visit_number=f"J{made.pk}",
        firm=thing.name,
        code=thing.uscc or thing.code,
        address=thing.address,
        representative="",
        representative_phone="",
        liaison="",
        liaison_phone="",
        started_at=made.begun_at,
        ended_at=made.ended_at,
        place=thing.business_place or thing.address,
        position="",
        findings=tuple(line for finding in form.findings for line in lines_of(finding)),
        methods=("实地检查",),
        measures=kinds,
        measure_form=ways,
        aftercare="；".join(row.disposal for row in form.findings if row.disposal),
        opinion=form.firm.opinion if form.firm else "",
        refusal=form.refusals[0].note if form.refusals else "",
        signatures=tuple(signatures_of(form)),
        leader_review="",
        publication_approval="",
        firm_signed_at=form.firm.signed_at if form.firm else None,
        firm_drawing=tuple(bytes(form.firm.drawing)) if form.firm else (),
    )
