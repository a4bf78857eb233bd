"""The log-in, and the reference tables."""

from django.urls import path

from suiji.organs import views
from suiji.organs.doors import PUBLIC, opens_to
from suiji.organs.roles import Role

app_name = "organs"
urlpatterns = [
    path("login/", opens_to(PUBLIC)(views.login), name="login"),
    path("tables/", opens_to(Role.OFFICE, Role.SYSTEM_ADMIN)(views.tables), name="tables"),
    path("logout/", opens_to(PUBLIC)(views.logout), name="logout"),
]
