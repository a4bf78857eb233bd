"""Doors of the room. The phone (``field``) has the same doors in another layout."""

from django.urls import URLPattern, path

from suiji.inspections.views import arranging, check_in, other, papers, visits
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "inspections"


def visit_doors(layout: str, *readers: str) -> list[URLPattern]:
    """The doors of one visit, shown in a layout (``inspections`` on the desk, ``field`` on the phone)."""
    kwargs = {"layout": layout}
    member = opens_to(Role.INSPECTOR)
    return [
        path("<int:pk>/", opens_to(*readers)(visits.detail), kwargs, name="detail"),
        path("<int:pk>/pre-check/", member(visits.pre_check), kwargs, name="pre_check"),
        path("<int:pk>/contact/", member(visits.contact), kwargs, name="contact"),
        path("<int:pk>/notice/", member(visits.notice), kwargs, name="notice"),
        path("<int:pk>/arrive/", member(visits.arrive), kwargs, name="arrive"),
        path("<int:pk>/evidence/", member(visits.evidence), kwargs, name="evidence"),
        path("<int:pk>/sign/", member(visits.sign), kwargs, name="sign"),
        path("<int:pk>/firm-signs/", member(visits.firm_signs), kwargs, name="firm_signs"),
        path("<int:pk>/refusal/", member(visits.refusal), kwargs, name="refusal"),
        path("<int:pk>/close/", member(visits.close), kwargs, name="close"),
        path("<int:pk>/code/", member(check_in.code), kwargs, name="code"),
        path("<int:pk>/make-up/", member(check_in.make_up), kwargs, name="make_up"),
        path("findings/<int:pk>/", member(visits.finding), kwargs, name="finding"),
    ]


HANDS = (Role.CLERK, Role.INSPECTOR)
READERS = (*HANDS, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.AUDITOR)
OTHER_READERS = (*READERS, Role.LIBRARIAN, Role.REVIEWER, Role.UPPER)

urlpatterns = [
    path("", opens_to(*BUSINESS)(visits.visits), name="list"),
    path("days/", opens_to(Role.INSPECTOR)(arranging.days), name="days"),
    path("days/<int:pk>/cancel/", opens_to(Role.INSPECTOR)(arranging.unschedule), name="unschedule"),
    path("days.ics", opens_to(Role.INSPECTOR)(arranging.calendar), name="calendar"),
    path("approvals/", opens_to(*READERS)(arranging.approvals), name="approvals"),
    path("approvals/<int:pk>/", opens_to(*READERS)(arranging.approval), name="approval"),
    path("approvals/<int:pk>/decide/", opens_to(Role.DEPUTY_HEAD)(arranging.decide), name="decide"),
    path("approvals/<int:pk>.pdf", opens_to(*READERS)(arranging.approval_pdf), name="approval_pdf"),
    path("tasks/<int:pk>/", opens_to(*READERS)(arranging.task), name="task"),
    path("tasks/<int:pk>/apply/", opens_to(*HANDS)(arranging.apply), name="apply"),
    path("tasks/<int:pk>/silence/", opens_to(*HANDS)(arranging.silence), name="silence"),
    path("tasks/<int:pk>/desk/", opens_to(*HANDS)(arranging.desk), name="desk"),
    path("tasks/<int:pk>/mandates/", opens_to(*HANDS)(arranging.mandate), name="mandate"),
    path("tasks/<int:pk>/notices/", opens_to(Role.CLERK)(arranging.print_notices), name="print_notices"),
    path("tasks/<int:pk>/records/", opens_to(Role.CLERK)(arranging.print_records), name="print_records"),
    path("prints/<int:pk>/", opens_to(*HANDS)(arranging.print_job), name="print"),
    path("prints/<int:pk>.pdf", opens_to(*HANDS)(arranging.print_file), name="print_file"),
    path(
        "findings/<int:pk>/recognise/<int:source>/",
        opens_to(Role.INSPECTOR)(arranging.recognise),
        name="recognise",
    ),
    path("take-over/<int:pk>/", opens_to(Role.CLERK, Role.INSPECTOR)(visits.take_over), name="take_over"),
    path("<int:pk>/review/", opens_to(Role.DEPUTY_HEAD)(visits.review), name="review"),
    path("<int:pk>/notice.pdf", opens_to(*BUSINESS)(visits.notice_pdf), name="notice_pdf"),
    path("<int:pk>/record.pdf", opens_to(*BUSINESS)(visits.record_pdf), name="record_pdf"),
    path("evidence/<int:pk>/", opens_to(*BUSINESS)(visits.evidence_file), name="evidence_file"),
    path("signatures/<int:pk>.png", opens_to(*BUSINESS)(visits.drawing), name="drawing"),
    path("<int:pk>/code.svg", opens_to(Role.INSPECTOR)(check_in.picture), name="code_picture"),
    path("<int:pk>/papers/", opens_to(*BUSINESS)(papers.papers), name="papers"),
    path("<int:pk>/papers/note/", opens_to(Role.INSPECTOR)(papers.note), name="note"),
    path("<int:pk>/papers/report/", opens_to(Role.INSPECTOR)(papers.report), name="report"),
    path("<int:pk>/papers/letter/", opens_to(*HANDS)(papers.letter), name="letter"),
    path("<int:pk>/papers/listing/", opens_to(*HANDS)(papers.listing), name="listing"),
    path("<int:pk>/papers/listing.zip", opens_to(*HANDS)(papers.listing_package), name="listing_package"),
    path("<int:pk>/papers/issue/<str:what>/", opens_to(*HANDS)(papers.issue), name="issue"),
    path("findings/<int:pk>/order/", opens_to(Role.INSPECTOR)(papers.order), name="order"),
    path("findings/<int:pk>/sample/", opens_to(Role.INSPECTOR)(papers.sample), name="sample"),
    path("papers/<int:pk>.pdf", opens_to(*BUSINESS)(papers.paper_pdf), name="paper_pdf"),
    path("papers/<int:pk>.docx", opens_to(*BUSINESS)(papers.paper_word), name="paper_word"),
    path("papers/<int:pk>/serve/", opens_to(Role.INSPECTOR)(papers.serve), name="serve"),
    path("samples/<int:pk>/report/", opens_to(*HANDS)(papers.lab_report), name="lab_report"),
    path("lab-reports/<int:pk>/", opens_to(*BUSINESS)(papers.lab_report_file), name="lab_report_file"),
    path("reports/<int:pk>/", opens_to(*BUSINESS)(papers.report_file), name="report_file"),
    path("letters/<int:pk>/", opens_to(*HANDS)(papers.letter_outcome), name="letter_outcome"),
    path("other/", opens_to(*OTHER_READERS)(other.other_checks), name="others"),
    path("other/of/<int:pk>/", opens_to(Role.INSPECTOR)(other.begin), name="begin_other"),
    path("other/<int:pk>/", opens_to(*OTHER_READERS)(other.detail), name="other"),
    path("other/<int:pk>/record.pdf", opens_to(*OTHER_READERS)(other.record_pdf), name="other_pdf"),
    path("other/signatures/<int:pk>.png", opens_to(*OTHER_READERS)(other.drawing), name="other_drawing"),
    path("other/findings/<int:pk>/", opens_to(Role.INSPECTOR)(other.finding), name="other_finding"),
    path("other/<int:pk>/sign/", opens_to(Role.INSPECTOR)(other.sign), name="other_sign"),
    path("other/<int:pk>/firm-signs/", opens_to(Role.INSPECTOR)(other.firm_signs), name="other_firm_signs"),
    path("other/<int:pk>/refusal/", opens_to(Role.INSPECTOR)(other.refusal), name="other_refusal"),
    path("other/<int:pk>/close/", opens_to(Role.INSPECTOR)(other.close), name="other_close"),
    path("other/<int:pk>/drop/", opens_to(Role.INSPECTOR)(other.drop), name="other_drop"),
    *visit_doors("inspections", *BUSINESS),
]
