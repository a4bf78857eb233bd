"""Doors of the room."""

from django.urls import URLPattern

app_name = "draws"
urlpatterns: list[URLPattern] = []
