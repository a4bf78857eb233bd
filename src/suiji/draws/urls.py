"""Doors of the room."""

from django.urls import path

from suiji.draws import replacement_views as replacements
from suiji.draws import views
from suiji.draws.models import DrawKind
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "draws"
urlpatterns = [
    path("task/<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path(
        "task/<int:pk>/open/objects/",
        opens_to(Role.CLERK)(views.open_ceremony),
        {"kind": DrawKind.OBJECTS},
        name="open_objects",
    ),
    path(
        "task/<int:pk>/open/inspectors/",
        opens_to(Role.CLERK)(views.open_ceremony),
        {"kind": DrawKind.INSPECTORS},
        name="open_inspectors",
    ),
    path("task/<int:pk>/dispatch/", opens_to(Role.CLERK)(views.dispatch), name="dispatch"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.ceremony), name="ceremony"),
    path("<int:pk>/stage/", opens_to(*BUSINESS)(views.stage), name="stage"),
    path("<int:pk>/pulse/", opens_to(*BUSINESS)(views.pulse), name="pulse"),
    path("<int:pk>/share/", opens_to(Role.CLERK)(views.hand_in), name="hand_in"),
    path("<int:pk>/freeze/", opens_to(Role.CLERK)(views.freeze), name="freeze"),
    path("<int:pk>/reveal/", opens_to(Role.CLERK)(views.reveal), name="reveal"),
    path("<int:pk>/draw/", opens_to(Role.CLERK)(views.draw), name="draw"),
    path("<int:pk>/void/", opens_to(Role.PRINCIPAL_HEAD)(views.void), name="void"),
    path("<int:pk>/bundle.zip", opens_to(*BUSINESS)(views.bundle), name="bundle"),
    path("<int:pk>/audit/", opens_to(Role.AUDITOR)(views.audit_bundle), name="audit"),
    path("<int:pk>/record.pdf", opens_to(*BUSINESS)(views.record), name="record"),
    path(
        "member/<int:pk>/replace/", opens_to(Role.CLERK, Role.INSPECTOR)(replacements.replace), name="replace"
    ),
    path("replacement/<int:pk>/", opens_to(Role.DEPUTY_HEAD)(replacements.decide), name="decide"),
]
