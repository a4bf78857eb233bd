"""Doors of the room. The phone (``field``) has the same doors in another layout."""

from django.urls import URLPattern, path

from suiji.inspections import views
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
        path("findings/<int:pk>/", member(views.finding), kwargs, name="finding"),
    ]


urlpatterns = [
    path("", opens_to(*BUSINESS)(views.visits), name="list"),
    path("take-over/<int:pk>/", opens_to(Role.CLERK, Role.INSPECTOR)(views.take_over), name="take_over"),
    path("<int:pk>/review/", opens_to(Role.DEPUTY_HEAD)(views.review), name="review"),
    path("<int:pk>/notice.pdf", opens_to(*BUSINESS)(views.notice_pdf), name="notice_pdf"),
    path("<int:pk>/record.pdf", opens_to(*BUSINESS)(views.record_pdf), name="record_pdf"),
    path("evidence/<int:pk>/", opens_to(*BUSINESS)(views.evidence_file), name="evidence_file"),
    path("signatures/<int:pk>.png", opens_to(*BUSINESS)(views.drawing), name="drawing"),
    *visit_doors("inspections", *BUSINESS),
]
