"""Doors of the room."""

from django.urls import path

from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role
from suiji.voices import views

app_name = "voices"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.grades), name="grades"),
    path("visits/<int:pk>/", opens_to(*BUSINESS)(views.prepared), name="prepared"),
    path("visits/<int:pk>/<int:document>/", opens_to(*BUSINESS)(views.prepared_file), name="prepared_file"),
    path("complaints/", opens_to(Role.AUDITOR)(views.complaints), name="complaints"),
    path("complaints/<int:pk>/", opens_to(Role.AUDITOR)(views.complaint), name="complaint"),
]
