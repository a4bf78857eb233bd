"""What may be done at a visit; one module per lawful act."""

from suiji.inspections.services.after import issue_evidence_list, issue_record, issue_result_letter
from suiji.inspections.services.approve import (
    apply_for_desk,
    apply_for_silence,
    apply_for_visits,
    approve,
    propose_recognition,
    refuse,
)
from suiji.inspections.services.assist import register_mandate, take_report
from suiji.inspections.services.before import arrive, open_pre_check, schedule_visits
from suiji.inspections.services.close import close_record
from suiji.inspections.services.contact import read_contact
from suiji.inspections.services.discard import discard_files, sweep_discarded
from suiji.inspections.services.evidence import add_evidence, review_proof
from suiji.inspections.services.fill import fill_finding
from suiji.inspections.services.issuing import serve_paper
from suiji.inspections.services.laboratory import receive_lab_report
from suiji.inspections.services.letters import hand_over_listing, note_letter, send_letter
from suiji.inspections.services.notify import prepare_notice, serve_notice
from suiji.inspections.services.on_site import give_order, take_sample, write_note
from suiji.inspections.services.other import (
    begin_other_check,
    close_other_check,
    drop_other_check,
    fill_other_finding,
    note_other_refusal,
    sign_other_firm,
    sign_other_officer,
)
from suiji.inspections.services.printing import make_print, order_print
from suiji.inspections.services.scan import confirm_scan, make_up_scan, note_scan
from suiji.inspections.services.sign import note_refusal, sign_firm, sign_officer
from suiji.inspections.services.sync import Sent, deliver
from suiji.inspections.services.take_over import take_over
from suiji.inspections.services.uploads import WrongPlace, begin_upload, start_over, sweep_pieces, take_piece

__all__ = [
    "Sent",
    "WrongPlace",
    "add_evidence",
    "apply_for_desk",
    "apply_for_silence",
    "apply_for_visits",
    "approve",
    "arrive",
    "begin_other_check",
    "begin_upload",
    "close_other_check",
    "close_record",
    "confirm_scan",
    "deliver",
    "discard_files",
    "drop_other_check",
    "fill_finding",
    "fill_other_finding",
    "give_order",
    "hand_over_listing",
    "issue_evidence_list",
    "issue_record",
    "issue_result_letter",
    "make_print",
    "make_up_scan",
    "note_letter",
    "note_other_refusal",
    "note_refusal",
    "note_scan",
    "open_pre_check",
    "order_print",
    "prepare_notice",
    "propose_recognition",
    "read_contact",
    "receive_lab_report",
    "refuse",
    "register_mandate",
    "review_proof",
    "schedule_visits",
    "send_letter",
    "serve_notice",
    "serve_paper",
    "sign_firm",
    "sign_officer",
    "sign_other_firm",
    "sign_other_officer",
    "start_over",
    "sweep_discarded",
    "sweep_pieces",
    "take_over",
    "take_piece",
    "take_report",
    "take_sample",
    "write_note",
]
