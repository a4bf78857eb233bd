"""Doors of the room."""

from django.urls import path

from suiji.disclosure import aside_views, sharing_views, views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "disclosure"
JUDGES = (Role.DEPUTY_HEAD, Role.AUDITOR)
HEARERS = (Role.CLERK, Role.DEPUTY_HEAD, Role.AUDITOR)
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.results), name="list"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("enter/<int:pk>/", opens_to(Role.CLERK, Role.INSPECTOR)(views.enter), name="enter"),
    path("<int:pk>/publish/", opens_to(Role.REVIEWER)(views.publish), name="publish"),
    path("<int:pk>/return/", opens_to(Role.REVIEWER)(views.send_back), name="send_back"),
    path("<int:pk>/resubmit/", opens_to(Role.CLERK, Role.INSPECTOR)(views.resubmit), name="resubmit"),
    path("<int:pk>/correct/", opens_to(Role.CLERK)(views.correct), name="correct"),
    path("publish/", opens_to(Role.REVIEWER)(aside_views.publish_many), name="publish_many"),
    path("<int:pk>/withhold/", opens_to(Role.CLERK)(aside_views.withhold), name="withhold"),
    path("withholdings/<int:pk>/", opens_to(Role.DEPUTY_HEAD)(aside_views.withholding), name="withholding"),
    path("<int:pk>/quality/", opens_to(*JUDGES)(aside_views.check_quality), name="check_quality"),
    path("quality/", opens_to(*BUSINESS)(aside_views.qualities), name="qualities"),
    path("quality/<int:pk>/", opens_to(*JUDGES, Role.PRINCIPAL_HEAD)(aside_views.quality), name="quality"),
    path("objections/", opens_to(*BUSINESS)(aside_views.objections), name="objections"),
    path("objections/<int:pk>/", opens_to(*HEARERS)(aside_views.objection), name="objection"),
    path("objections/<int:pk>/take-up/", opens_to(Role.CLERK)(aside_views.take_up), name="take_up"),
    path("proofs/<int:pk>/", opens_to(*BUSINESS)(aside_views.proof), name="proof"),
    path("sharing/", opens_to(Role.CLERK, Role.REVIEWER)(sharing_views.sharing), name="sharing"),
    path("sharing/batch/", opens_to(Role.CLERK, Role.REVIEWER)(sharing_views.share), name="share"),
    path("corrections/<int:pk>/", opens_to(Role.PRINCIPAL_HEAD)(views.decide), name="decide"),
]
