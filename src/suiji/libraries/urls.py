"""Doors of the room."""

from django.urls import URLPattern

app_name = "libraries"
urlpatterns: list[URLPattern] = []
