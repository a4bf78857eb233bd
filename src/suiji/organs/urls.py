"""The reference tables."""

from django.urls import path

from suiji.organs import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import Role

app_name = "organs"
urlpatterns = [
    path("tables/", opens_to(Role.OFFICE, Role.SYSTEM_ADMIN)(views.tables), name="tables"),
]
