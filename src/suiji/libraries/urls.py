"""Doors of the room."""

from django.urls import path

from suiji.libraries import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "libraries"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.home), name="home"),
    path("objects/", opens_to(*BUSINESS)(views.objects), name="objects"),
    path("objects/<int:pk>/", opens_to(*BUSINESS)(views.detail), name="object"),
    path("objects/export/", opens_to(Role.LIBRARIAN, Role.CLERK)(views.export), name="export"),
    path("objects/import/", opens_to(Role.LIBRARIAN)(views.import_objects), name="import_objects"),
    path("inspectors/", opens_to(*BUSINESS)(views.inspectors), name="inspectors"),
    path("inspectors/import/", opens_to(Role.LIBRARIAN)(views.import_inspectors), name="import_inspectors"),
    path(
        "inspectors/<int:pk>/recuse/",
        opens_to(Role.LIBRARIAN, Role.CLERK, Role.INSPECTOR)(views.recuse),
        name="recuse",
    ),
    path("recusals/", opens_to(Role.LIBRARIAN, Role.CLERK)(views.recusals), name="recusals"),
    path("templates/<str:library>/", opens_to(Role.LIBRARIAN)(views.template), name="template"),
    path("runs/<int:pk>/", opens_to(Role.LIBRARIAN, Role.CLERK, Role.DEPUTY_HEAD)(views.run), name="run"),
    path("ratings/", opens_to(Role.LIBRARIAN)(views.ratings), name="ratings"),
]
