"""Doors of the room."""

from django.urls import path

from suiji.followup import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "followup"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.index), name="list"),
    path("new/<int:pk>/", opens_to(Role.CLERK)(views.open_follow_up), name="open"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("<int:pk>/send/", opens_to(Role.CLERK)(views.send), name="send"),
    path("<int:pk>/receive/", opens_to(Role.CLERK)(views.receive), name="receive"),
    path("<int:pk>/return/", opens_to(Role.CLERK)(views.give_back), name="return"),
    path("<int:pk>/close/", opens_to(Role.CLERK)(views.close), name="close"),
    path("<int:pk>/letter.pdf", opens_to(*BUSINESS)(views.letter), name="letter"),
]
