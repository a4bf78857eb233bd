"""Doors of the room."""

from django.urls import path

from suiji.messages import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

HANDS = opens_to(Role.CLERK, Role.DEPUTY_HEAD, Role.OFFICE)

app_name = "messages"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.inbox), name="inbox"),
    path("read/", opens_to(*BUSINESS)(views.read_all), name="read_all"),
    path("<int:pk>/read/", opens_to(*BUSINESS)(views.read), name="read"),
    path("robots/", HANDS(views.robots), name="robots"),
    path("robots/<int:pk>/try/", HANDS(views.try_robot), name="try_robot"),
    path("robots/<int:pk>/remove/", HANDS(views.remove_robot), name="remove_robot"),
    path("address/", opens_to(*BUSINESS)(views.address), name="address"),
]
