"""Doors of the room."""

from django.urls import path

from suiji.catalogue import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "catalogue"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.items), name="list"),
    path("new/", opens_to(Role.CLERK)(views.draft), name="draft"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("<int:pk>/edit/", opens_to(Role.CLERK)(views.edit), name="edit"),
    path("<int:pk>/revise/", opens_to(Role.CLERK)(views.revise), name="revise"),
    path("<int:pk>/countersign/", opens_to(Role.CLERK)(views.countersign), name="countersign"),
    path("<int:pk>/review/", opens_to(Role.DEPUTY_HEAD)(views.review), name="review"),
    path("<int:pk>/send-back/", opens_to(Role.DEPUTY_HEAD)(views.send_back), name="send_back"),
    path("<int:pk>/publish/", opens_to(Role.CLERK)(views.publish), name="publish"),
    path("<int:pk>/suspend/", opens_to(Role.CLERK)(views.suspend), name="suspend"),
    path("<int:pk>/resume/", opens_to(Role.CLERK)(views.resume), name="resume"),
    path("<int:pk>/abolish/", opens_to(Role.CLERK)(views.abolish), name="abolish"),
]
