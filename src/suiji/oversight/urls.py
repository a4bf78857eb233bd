"""Doors of the room."""

from django.urls import path

from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role
from suiji.oversight import views

app_name = "oversight"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.home), name="home"),
    path("new/", opens_to(Role.OFFICE)(views.issue), name="issue"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.report), name="report"),
    path("<int:pk>/report.pdf", opens_to(*BUSINESS)(views.report_pdf), name="report_pdf"),
    path("<int:pk>/figures.csv", opens_to(*BUSINESS)(views.report_csv), name="report_csv"),
]
