"""Doors of the room. The phone (``field``) has the same doors in another layout."""

from django.urls import URLPattern, path

from suiji.inspections import arranging_views, check_in_views, paper_views, views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "inspections"


def visit_doors(layout: str, *readers: str) -> list[URLPattern]:
    """The doors of one visit, shown in a layout (``inspections`` on the desk, ``field`` on the phone)."""
    kwargs = {"layout": layout}
    member = opens_to(Role.INSPECTOR)
    return [
        path("<int:pk>/", opens_to(*readers)(views.detail), kwargs, name="detail"),
        path("<int:pk>/pre-check/", member(views.pre_check), kwargs, name="pre_check"),
        path("<int:pk>/notice/", member(views.notice), kwargs, name="notice"),
        path("<int:pk>/arrive/", member(views.arrive), kwargs, name="arrive"),
        path("<int:pk>/evidence/", member(views.evidence), kwargs, name="evidence"),
        path("<int:pk>/sign/", member(views.sign), kwargs, name="sign"),
        path("<int:pk>/firm-signs/", member(views.firm_signs), kwargs, name="firm_signs"),
        path("<int:pk>/refusal/", member(views.refusal), kwargs, name="refusal"),
        path("<int:pk>/close/", member(views.close), kwargs, name="close"),
        path("<int:pk>/code/", member(check_in_views.code), kwargs, name="code"),
        path("<int:pk>/make-up/", member(check_in_views.make_up), kwargs, name="make_up"),
        path("findings/<int:pk>/", member(views.finding), kwargs, name="finding"),
    ]


HANDS = (Role.CLERK, Role.INSPECTOR)
READERS = (*HANDS, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.AUDITOR)

urlpatterns = [
    path("", opens_to(*BUSINESS)(views.visits), name="list"),
    path("days/", opens_to(Role.INSPECTOR)(arranging_views.days), name="days"),
    path("days/<int:pk>/cancel/", opens_to(Role.INSPECTOR)(arranging_views.unschedule), name="unschedule"),
    path("days.ics", opens_to(Role.INSPECTOR)(arranging_views.calendar), name="calendar"),
    path("approvals/", opens_to(*READERS)(arranging_views.approvals), name="approvals"),
    path("approvals/<int:pk>/", opens_to(*READERS)(arranging_views.approval), name="approval"),
    path("approvals/<int:pk>/decide/", opens_to(Role.DEPUTY_HEAD)(arranging_views.decide), name="decide"),
    path("approvals/<int:pk>.pdf", opens_to(*READERS)(arranging_views.approval_pdf), name="approval_pdf"),
    path("tasks/<int:pk>/", opens_to(*READERS)(arranging_views.task), name="task"),
    path("tasks/<int:pk>/apply/", opens_to(*HANDS)(arranging_views.apply), name="apply"),
    path("tasks/<int:pk>/silence/", opens_to(*HANDS)(arranging_views.silence), name="silence"),
    path("tasks/<int:pk>/desk/", opens_to(*HANDS)(arranging_views.desk), name="desk"),
    path("tasks/<int:pk>/mandates/", opens_to(*HANDS)(arranging_views.mandate), name="mandate"),
    path(
        "tasks/<int:pk>/notices/", opens_to(Role.CLERK)(arranging_views.print_notices), name="print_notices"
    ),
    path(
        "tasks/<int:pk>/records/", opens_to(Role.CLERK)(arranging_views.print_records), name="print_records"
    ),
    path("prints/<int:pk>/", opens_to(*HANDS)(arranging_views.print_job), name="print"),
    path("prints/<int:pk>.pdf", opens_to(*HANDS)(arranging_views.print_file), name="print_file"),
    path(
        "findings/<int:pk>/recognise/<int:source>/",
        opens_to(Role.INSPECTOR)(arranging_views.recognise),
        name="recognise",
    ),
    path("take-over/<int:pk>/", opens_to(Role.CLERK, Role.INSPECTOR)(views.take_over), name="take_over"),
    path("<int:pk>/review/", opens_to(Role.DEPUTY_HEAD)(views.review), name="review"),
    path("<int:pk>/notice.pdf", opens_to(*BUSINESS)(views.notice_pdf), name="notice_pdf"),
    path("<int:pk>/record.pdf", opens_to(*BUSINESS)(views.record_pdf), name="record_pdf"),
    path("evidence/<int:pk>/", opens_to(*BUSINESS)(views.evidence_file), name="evidence_file"),
    path("signatures/<int:pk>.png", opens_to(*BUSINESS)(views.drawing), name="drawing"),
    path("<int:pk>/code.svg", opens_to(Role.INSPECTOR)(check_in_views.picture), name="code_picture"),
    path("<int:pk>/papers/", opens_to(*BUSINESS)(paper_views.papers), name="papers"),
    path("<int:pk>/papers/note/", opens_to(Role.INSPECTOR)(paper_views.note), name="note"),
    path("<int:pk>/papers/report/", opens_to(Role.INSPECTOR)(paper_views.report), name="report"),
    path("<int:pk>/papers/letter/", opens_to(*HANDS)(paper_views.letter), name="letter"),
    path("<int:pk>/papers/listing/", opens_to(*HANDS)(paper_views.listing), name="listing"),
    path(
        "<int:pk>/papers/listing.zip", opens_to(*HANDS)(paper_views.listing_package), name="listing_package"
    ),
    path("<int:pk>/papers/issue/<str:what>/", opens_to(*HANDS)(paper_views.issue), name="issue"),
    path("findings/<int:pk>/order/", opens_to(Role.INSPECTOR)(paper_views.order), name="order"),
    path("findings/<int:pk>/sample/", opens_to(Role.INSPECTOR)(paper_views.sample), name="sample"),
    path("papers/<int:pk>.pdf", opens_to(*BUSINESS)(paper_views.paper_pdf), name="paper_pdf"),
    path("papers/<int:pk>.docx", opens_to(*BUSINESS)(paper_views.paper_word), name="paper_word"),
    path("papers/<int:pk>/serve/", opens_to(Role.INSPECTOR)(paper_views.serve), name="serve"),
    path("samples/<int:pk>/report/", opens_to(*HANDS)(paper_views.lab_report), name="lab_report"),
    path("lab-reports/<int:pk>/", opens_to(*BUSINESS)(paper_views.lab_report_file), name="lab_report_file"),
    path("reports/<int:pk>/", opens_to(*BUSINESS)(paper_views.report_file), name="report_file"),
    path("letters/<int:pk>/", opens_to(*HANDS)(paper_views.letter_outcome), name="letter_outcome"),
    *visit_doors("inspections", *BUSINESS),
]
