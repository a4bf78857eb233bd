"""The firm's one door of this room: the page behind a check code."""

from django.urls import path

from suiji.inspections.views import check_in
from suiji.organs.doors import PUBLIC, opens_to

app_name = "check_in"
urlpatterns = [path("<str:code>/", opens_to(PUBLIC)(check_in.check_in), name="page")]
