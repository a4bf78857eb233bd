"""Doors of the room."""

from django.urls import path

from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role
from suiji.tasks import audit_views, exception_views, merge_views, opening_views, scheme_views, views

app_name = "tasks"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.tasks), name="list"),
    path("new/", opens_to(Role.CLERK)(views.choose), name="choose"),
    path("new/<int:line_pk>/", opens_to(Role.CLERK)(scheme_views.draft), name="draft"),
    path("new/<int:line_pk>/count/", opens_to(Role.CLERK)(scheme_views.count), name="count"),
    path("alerts/", opens_to(Role.AUDITOR, Role.OFFICE)(audit_views.alerts), name="alerts"),
    path("merging/", opens_to(Role.CLERK, Role.OFFICE)(merge_views.merging), name="merging"),
    path(
        "merging/<int:first>/<int:second>/",
        opens_to(Role.CLERK, Role.OFFICE)(merge_views.decide),
        name="merge",
    ),
    path("opening/", opens_to(Role.OFFICE)(opening_views.bring_in), name="opening"),
    path("waivers/<int:pk>/", opens_to(*BUSINESS)(exception_views.waiver), name="waiver"),
    path(
        "waivers/<int:pk>/approve/",
        opens_to(Role.DEPUTY_HEAD)(exception_views.approve),
        name="approve_waiver",
    ),
    path(
        "waivers/<int:pk>/reject/", opens_to(Role.DEPUTY_HEAD)(exception_views.reject), name="reject_waiver"
    ),
    path("waivers/<int:pk>/file/", opens_to(Role.OFFICE)(exception_views.file), name="file_waiver"),
    path(
        "confirmations/<int:pk>/changes/",
        opens_to(Role.CLERK, Role.LIBRARIAN, Role.AUDITOR)(audit_views.changes),
        name="changes",
    ),
    path(
        "frozen/<int:pk>/exclusions/",
        opens_to(Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.OFFICE, Role.AUDITOR)(
            audit_views.exclusions
        ),
        name="exclusions",
    ),
    path("frozen/<int:pk>/recompute/", opens_to(Role.AUDITOR)(audit_views.recompute), name="recompute"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path(
        "<int:pk>/hints/",
        opens_to(
            Role.CLERK, Role.LIBRARIAN, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.OFFICE, Role.AUDITOR
        )(scheme_views.hints),
        name="hints",
    ),
    path("<int:pk>/send/", opens_to(Role.CLERK)(views.send), name="send"),
    path("<int:pk>/countersign/", opens_to(Role.CLERK)(views.countersign), name="countersign"),
    path("<int:pk>/confirm/", opens_to(Role.LIBRARIAN)(views.confirm), name="confirm"),
    path("<int:pk>/reopen/", opens_to(Role.CLERK)(views.reopen), name="reopen"),
    path("<int:pk>/withdraw/", opens_to(Role.CLERK)(views.withdraw), name="withdraw"),
    path("<int:pk>/revise/", opens_to(Role.CLERK)(scheme_views.revise), name="revise"),
    path("<int:pk>/bring/", opens_to(Role.CLERK)(exception_views.bring), name="bring"),
    path("<int:pk>/waive/", opens_to(Role.CLERK)(exception_views.apply), name="waive"),
    path("<int:pk>/scheme.pdf", opens_to(*BUSINESS)(scheme_views.scheme), name="scheme"),
    path("<int:pk>/scheme.docx", opens_to(*BUSINESS)(scheme_views.scheme_word), name="scheme_word"),
]
