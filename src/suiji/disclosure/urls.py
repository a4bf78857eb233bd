"""Doors of the room."""

from django.urls import path

from suiji.disclosure import views
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "disclosure"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.results), name="list"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("enter/<int:pk>/", opens_to(Role.CLERK, Role.INSPECTOR)(views.enter), name="enter"),
    path("<int:pk>/publish/", opens_to(Role.REVIEWER)(views.publish), name="publish"),
    path("<int:pk>/return/", opens_to(Role.REVIEWER)(views.send_back), name="send_back"),
    path("<int:pk>/resubmit/", opens_to(Role.CLERK, Role.INSPECTOR)(views.resubmit), name="resubmit"),
    path("<int:pk>/correct/", opens_to(Role.CLERK)(views.correct), name="correct"),
    path("corrections/<int:pk>/", opens_to(Role.PRINCIPAL_HEAD)(views.decide), name="decide"),
]
