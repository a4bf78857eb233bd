"""Doors of the room."""

from django.urls import path

from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role
from suiji.tasks import views

app_name = "tasks"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.tasks), name="list"),
    path("new/", opens_to(Role.CLERK)(views.choose), name="choose"),
    path("new/<int:line_pk>/", opens_to(Role.CLERK)(views.draft), name="draft"),
    path("count/", opens_to(Role.CLERK)(views.count), name="count"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("<int:pk>/send/", opens_to(Role.CLERK)(views.send), name="send"),
    path("<int:pk>/countersign/", opens_to(Role.CLERK)(views.countersign), name="countersign"),
    path("<int:pk>/confirm/", opens_to(Role.LIBRARIAN)(views.confirm), name="confirm"),
    path("<int:pk>/reopen/", opens_to(Role.CLERK)(views.reopen), name="reopen"),
    path("<int:pk>/withdraw/", opens_to(Role.CLERK)(views.withdraw), name="withdraw"),
    path("<int:pk>/scheme.pdf", opens_to(*BUSINESS)(views.scheme), name="scheme"),
]
