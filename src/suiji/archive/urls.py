"""Doors of the room."""

from django.urls import path

from suiji.archive.views import destroying, filing
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

CLERK, PRINCIPAL = opens_to(Role.CLERK), opens_to(Role.PRINCIPAL_HEAD)
HANDS = opens_to(Role.CLERK, Role.PRINCIPAL_HEAD)
HOLDERS = opens_to(Role.DEPUTY_HEAD, Role.AUDITOR)
LISTS = "destruction/<int:pk>"

app_name = "archive"
urlpatterns = [
    path("", opens_to(*BUSINESS)(filing.index), name="list"),
    path("tasks/", opens_to(*BUSINESS)(filing.tasks), name="tasks"),
    path("tasks/<int:pk>/", opens_to(*BUSINESS)(filing.task), name="task"),
    path("<int:pk>/examine/", opens_to(*BUSINESS)(filing.examine), name="examine"),
    path("visits/<int:pk>/open/", CLERK(filing.open_file), name="open"),
    path("visits/open/", CLERK(filing.open_files), name="open_all"),
    path("<int:pk>/", opens_to(*BUSINESS)(filing.detail), name="detail"),
    path("<int:pk>/seal/", CLERK(filing.seal), name="seal"),
    path("<int:pk>/package.zip", opens_to(*BUSINESS)(filing.download), name="download"),
    path("<int:pk>/supplement/", CLERK(filing.supplement), name="supplement"),
    path(
        "<int:pk>/supplement-<int:number>.zip",
        opens_to(*BUSINESS)(filing.download_supplement),
        name="download_supplement",
    ),
    path("<int:pk>/hold/", HOLDERS(destroying.hold), name="hold"),
    path("<int:pk>/hold/<int:hold>/lift/", HOLDERS(destroying.lift), name="lift"),
    path("destruction/", opens_to(*BUSINESS)(destroying.index), name="destructions"),
    path(f"{LISTS}/", opens_to(*BUSINESS)(destroying.destruction), name="destruction"),
    path(f"{LISTS}/list.pdf", opens_to(*BUSINESS)(destroying.inventory), name="inventory"),
    path(f"{LISTS}/opinions/", CLERK(destroying.opinions), name="opinions"),
    path(f"{LISTS}/sign/", opens_to(*BUSINESS)(destroying.sign), name="sign_appraisal"),
    path(f"{LISTS}/submit/", CLERK(destroying.submit), name="submit"),
    path(f"{LISTS}/approve/", PRINCIPAL(destroying.approve), name="approve"),
    path(f"{LISTS}/return/", PRINCIPAL(destroying.send_back), name="send_back"),
    path(f"{LISTS}/withdraw/", HANDS(destroying.withdraw), name="withdraw"),
    path(f"{LISTS}/check/", opens_to(*BUSINESS)(destroying.check_off), name="check_off"),
    path(f"{LISTS}/destroy/", CLERK(destroying.destroy), name="destroy"),
]
