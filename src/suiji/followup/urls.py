"""Doors of the room."""

from django.urls import URLPattern

app_name = "followup"
urlpatterns: list[URLPattern] = []
