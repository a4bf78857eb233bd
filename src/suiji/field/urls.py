"""Doors of the phone: the day's visits, and each visit's own doors in the phone's layout."""

from django.urls import path

from suiji.field import views
from suiji.inspections.urls import visit_doors
from suiji.organs.doors import opens_to
from suiji.organs.roles import Role

app_name = "field"
urlpatterns = [
    path("", opens_to(Role.INSPECTOR)(views.home), name="home"),
    *visit_doors("field", Role.INSPECTOR),
]
