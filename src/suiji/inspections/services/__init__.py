"""What may be done at a visit; one module per lawful act."""

from suiji.inspections.services.before import arrive, open_pre_check, serve_notice
from suiji.inspections.services.close import close_record
from suiji.inspections.services.evidence import add_evidence, review_proof
from suiji.inspections.services.fill import fill_finding
from suiji.inspections.services.sign import note_refusal, sign_firm, sign_officer
from suiji.inspections.services.sync import Sent, deliver
from suiji.inspections.services.take_over import take_over
from suiji.inspections.services.uploads import WrongPlace, begin_upload, start_over, take_piece

__all__ = [
    "Sent",
    "WrongPlace",
    "add_evidence",
    "arrive",
    "begin_upload",
    "close_record",
    "deliver",
    "fill_finding",
    "note_refusal",
    "open_pre_check",
    "review_proof",
    "serve_notice",
    "sign_firm",
    "sign_officer",
    "start_over",
    "take_over",
    "take_piece",
]
