"""Doors of the room."""

from django.urls import path

from suiji.messages import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS

app_name = "messages"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.inbox), name="inbox"),
    path("read/", opens_to(*BUSINESS)(views.read_all), name="read_all"),
    path("<int:pk>/read/", opens_to(*BUSINESS)(views.read), name="read"),
    path("address/", opens_to(*BUSINESS)(views.address), name="address"),
]
