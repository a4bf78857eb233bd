"""Doors of the room: anybody checks a paper; the office keeps its Word forms."""

from django.urls import path

from suiji.organs.doors import PUBLIC, opens_to
from suiji.organs.roles import Role
from suiji.papers import views

app_name = "papers"
office = opens_to(Role.OFFICE)
urlpatterns = [
    path("forms/", office(views.templates), name="templates"),
    path("forms/<slug:paper>/", office(views.template), name="template"),
    path("forms/<slug:paper>/restore/", office(views.restore), name="restore"),
    path("forms/<slug:paper>/blank.docx", office(views.blank_form), name="blank"),
    path("forms/<slug:paper>/preview.docx", office(views.preview), name="preview"),
    path("<str:token>/", opens_to(PUBLIC)(views.verify), name="verify"),
]
