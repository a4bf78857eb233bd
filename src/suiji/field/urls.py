"""Doors of the phone: the app and its calls, and the pages that do without it."""

from django.urls import path

from suiji.field import views
from suiji.inspections.urls import visit_doors
from suiji.organs.doors import PUBLIC, opens_to
from suiji.organs.roles import Role

app_name = "field"
anybody, officer = opens_to(PUBLIC), opens_to(Role.INSPECTOR)
urlpatterns = [
    path("", officer(views.home), name="home"),
    # The shell holds nobody's data: a phone keeps it, and opens it without a log-in or a network.
    path("app/", anybody(views.app), name="app"),
    path("worker.js", anybody(views.worker), name="worker"),
    path("manifest.webmanifest", anybody(views.manifest), name="manifest"),
    path("api/session/", officer(views.session), name="session"),
    path("api/day/", officer(views.day), name="day"),
    path("api/visits/", officer(views.visits), name="visits"),
    path("api/guides/<int:pk>/", officer(views.guide), name="guide"),
    path("api/acts/", officer(views.deliver), name="deliver"),
    path("api/uploads/", officer(views.begin), name="begin_upload"),
    path("api/uploads/<uuid:uid>/", officer(views.piece), name="piece"),
    *visit_doors("field", Role.INSPECTOR),
]
