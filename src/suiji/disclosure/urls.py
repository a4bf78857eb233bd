"""Doors of the room."""

from django.urls import path

from suiji.disclosure.views import aside, results, sharing
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "disclosure"
JUDGES = (Role.DEPUTY_HEAD, Role.AUDITOR)
HEARERS = (Role.CLERK, Role.DEPUTY_HEAD, Role.AUDITOR)
urlpatterns = [
    path("", opens_to(*BUSINESS)(results.results), name="list"),
    path("<int:pk>/", opens_to(*BUSINESS)(results.detail), name="detail"),
    path("enter/<int:pk>/", opens_to(Role.CLERK, Role.INSPECTOR)(results.enter), name="enter"),
    path("<int:pk>/publish/", opens_to(Role.REVIEWER)(results.publish), name="publish"),
    path("<int:pk>/return/", opens_to(Role.REVIEWER)(results.send_back), name="send_back"),
    path("<int:pk>/resubmit/", opens_to(Role.CLERK, Role.INSPECTOR)(results.resubmit), name="resubmit"),
    path("<int:pk>/correct/", opens_to(Role.CLERK)(results.correct), name="correct"),
    path("publish/", opens_to(Role.REVIEWER)(aside.publish_many), name="publish_many"),
    path("<int:pk>/withhold/", opens_to(Role.CLERK)(aside.withhold), name="withhold"),
    path("withholdings/<int:pk>/", opens_to(Role.DEPUTY_HEAD)(aside.withholding), name="withholding"),
    path("<int:pk>/quality/", opens_to(*JUDGES)(aside.check_quality), name="check_quality"),
    path("quality/", opens_to(*BUSINESS)(aside.qualities), name="qualities"),
    path("quality/<int:pk>/", opens_to(*JUDGES, Role.PRINCIPAL_HEAD)(aside.quality), name="quality"),
    path("objections/", opens_to(*BUSINESS)(aside.objections), name="objections"),
    path("objections/<int:pk>/", opens_to(*HEARERS)(aside.objection), name="objection"),
    path("objections/<int:pk>/take-up/", opens_to(Role.CLERK)(aside.take_up), name="take_up"),
    path("proofs/<int:pk>/", opens_to(*BUSINESS)(aside.proof), name="proof"),
    path("sharing/", opens_to(Role.CLERK, Role.REVIEWER)(sharing.sharing), name="sharing"),
    path("sharing/batch/", opens_to(Role.CLERK, Role.REVIEWER)(sharing.share), name="share"),
    path("corrections/<int:pk>/", opens_to(Role.PRINCIPAL_HEAD)(results.decide), name="decide"),
]
