"""Doors of the room."""

from django.urls import path

from suiji.draws.models import DrawKind
from suiji.draws.views import (
    auditing,
    confirming,
    counted,
    dispatching,
    giving_up,
    keeping,
    replacing,
    sources,
)
from suiji.draws.views import ceremony as views
from suiji.organs.doors import PUBLIC, opens_to
from suiji.organs.roles import BUSINESS, OFFICIALS, Role
from suiji.tasks.states import TaskState

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
        "task/<int:pk>/open/inspectors/<int:unit>/",
        opens_to(Role.CLERK)(views.open_ceremony),
        {"kind": DrawKind.INSPECTORS},
        name="open_inspectors",
    ),
    path("task/<int:pk>/dispatch/", opens_to(Role.CLERK)(dispatching.dispatch), name="dispatch"),
    path("task/<int:pk>/list/", opens_to(Role.CLERK)(dispatching.receive_list), name="receive_list"),
    path("task/<int:pk>/redirect/", opens_to(Role.CLERK)(dispatching.redirect_returned), name="redirect"),
    path("unit/<int:pk>/receive/", opens_to(Role.CLERK)(dispatching.receive), name="receive"),
    path("unit/<int:pk>/return/", opens_to(Role.CLERK)(dispatching.send_back), name="send_back"),
    path(
        "task/<int:pk>/reopen/",
        opens_to(Role.CLERK)(giving_up.take_back),
        {"to": TaskState.DRAFT},
        name="reopen",
    ),
    path(
        "task/<int:pk>/withdraw/",
        opens_to(Role.CLERK)(giving_up.take_back),
        {"to": TaskState.WITHDRAWN},
        name="withdraw",
    ),
    path(
        "waiver/<int:pk>/year/",
        opens_to(Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.OFFICE, Role.AUDITOR)(
            counted.year_of
        ),
        name="year_of",
    ),
    path("task/<int:pk>/void/", opens_to(Role.PRINCIPAL_HEAD)(giving_up.sign), name="give_up"),
    path("voiding/<int:pk>/", opens_to(Role.OFFICE)(giving_up.file), name="file"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.ceremony), name="ceremony"),
    path("stage/<str:ceremony>/", opens_to(PUBLIC)(views.stage), name="stage"),
    path("stage/<str:ceremony>/pulse/", opens_to(PUBLIC)(views.pulse), name="pulse"),
    path("<int:pk>/share/", opens_to(Role.CLERK)(views.hand_in), name="hand_in"),
    path("<int:pk>/freeze/", opens_to(Role.CLERK)(views.freeze), name="freeze"),
    path("<int:pk>/reveal/", opens_to(Role.CLERK)(views.reveal), name="reveal"),
    path("<int:pk>/number/<int:place>/", opens_to(*BUSINESS)(sources.sight), name="sight"),
    path("<int:pk>/beacon/<int:place>/", opens_to(*BUSINESS)(sources.bring), name="bring"),
    path("<int:pk>/draw/", opens_to(Role.CLERK)(views.draw), name="draw"),
    path("<int:pk>/void/", opens_to(Role.PRINCIPAL_HEAD)(views.void), name="void"),
    path("<int:pk>/bundle.zip", opens_to(*BUSINESS)(views.bundle), name="bundle"),
    path("<int:pk>/audit/", opens_to(Role.AUDITOR)(views.audit_bundle), name="audit"),
    path("<int:pk>/auditing/", opens_to(Role.AUDITOR)(auditing.audit), name="auditing"),
    path("<int:pk>/auditing/replay/", opens_to(Role.AUDITOR)(auditing.audit_replay), name="audit_replay"),
    path("<int:pk>/auditing/sealed/", opens_to(Role.AUDITOR)(auditing.audit_sealed), name="audit_sealed"),
    path("<int:pk>/auditing/sign/", opens_to(Role.AUDITOR)(confirming.sign), name="sign"),
    path("auditor-keys/", opens_to(Role.AUDITOR)(confirming.keys), name="auditor_keys"),
    path(
        "auditor-keys/<int:pk>/withdraw/",
        opens_to(Role.AUDITOR)(confirming.withdraw_key),
        name="withdraw_auditor_key",
    ),
    path("key-keepers/", opens_to(Role.OFFICE)(keeping.keepers), name="key_keepers"),
    path("key-shares/", opens_to(*OFFICIALS)(keeping.shares), name="key_shares"),
    path("key-shares/<int:pk>/take/", opens_to(*OFFICIALS)(keeping.take), name="take_key_share"),
    path("key-shares/<int:pk>/return/", opens_to(*OFFICIALS)(keeping.give_back), name="return_key_share"),
    path("<int:pk>/record.pdf", opens_to(*BUSINESS)(views.record), name="record"),
    path("member/<int:pk>/replace/", opens_to(Role.CLERK, Role.INSPECTOR)(replacing.replace), name="replace"),
    path("replacements/", opens_to(Role.AUDITOR, Role.OFFICE)(replacing.patterns), name="patterns"),
    path("replacement/<int:pk>/", opens_to(Role.DEPUTY_HEAD)(replacing.decide), name="decide"),
]
