"""Doors of the room."""

from django.urls import path

from suiji.desk import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS

app_name = "desk"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.home), name="home"),
    path("search/", opens_to(*BUSINESS)(views.search), name="search"),
]
