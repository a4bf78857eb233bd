"""Doors of the room."""

from django.urls import URLPattern

app_name = "inspections"
urlpatterns: list[URLPattern] = []
