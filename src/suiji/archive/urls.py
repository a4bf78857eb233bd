"""Doors of the room."""

from django.urls import path

from suiji.archive import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "archive"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.index), name="list"),
    path("tasks/", opens_to(*BUSINESS)(views.tasks), name="tasks"),
    path("tasks/<int:pk>/", opens_to(*BUSINESS)(views.task), name="task"),
    path("<int:pk>/examine/", opens_to(*BUSINESS)(views.examine), name="examine"),
    path("visits/<int:pk>/open/", opens_to(Role.CLERK)(views.open_file), name="open"),
    path("visits/open/", opens_to(Role.CLERK)(views.open_files), name="open_all"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("<int:pk>/seal/", opens_to(Role.CLERK)(views.seal), name="seal"),
    path("<int:pk>/package.zip", opens_to(*BUSINESS)(views.download), name="download"),
    path("<int:pk>/supplement/", opens_to(Role.CLERK)(views.supplement), name="supplement"),
    path(
        "<int:pk>/supplement-<int:number>.zip",
        opens_to(*BUSINESS)(views.download_supplement),
        name="download_supplement",
    ),
]
