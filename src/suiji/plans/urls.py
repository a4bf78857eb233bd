"""Doors of the room."""

from django.urls import path

from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role
from suiji.plans import views

app_name = "plans"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.plan), name="list"),
    path("new/", opens_to(Role.CLERK)(views.draft), name="draft"),
    path("new/temporary/", opens_to(Role.CLERK)(views.temporary), name="temporary"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("<int:pk>/edit/", opens_to(Role.CLERK)(views.edit), name="edit"),
    path("<int:pk>/confirm/", opens_to(Role.CLERK)(views.confirm), name="confirm"),
    path("<int:pk>/submit/", opens_to(Role.CLERK)(views.submit), name="submit"),
    path("<int:pk>/withdraw/", opens_to(Role.CLERK)(views.withdraw), name="withdraw"),
    path("<int:pk>/send-back/", opens_to(Role.OFFICE)(views.send_back), name="send_back"),
    path("<int:pk>/accept/", opens_to(Role.OFFICE)(views.accept), name="accept"),
    path("<int:pk>/publish/", opens_to(Role.OFFICE)(views.publish), name="publish"),
]
