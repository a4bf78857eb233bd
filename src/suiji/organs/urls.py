"""The log-in."""

from django.urls import path

from suiji.organs import views
from suiji.organs.doors import PUBLIC, opens_to

app_name = "organs"
urlpatterns = [
    path("login/", opens_to(PUBLIC)(views.login), name="login"),
    path("logout/", opens_to(PUBLIC)(views.logout), name="logout"),
]
