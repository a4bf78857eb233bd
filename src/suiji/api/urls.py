"""The machines' doors."""

from django.urls import path

from suiji.api import views
from suiji.organs.doors import PUBLIC, opens_to

app_name = "api"
urlpatterns = [
    path("healthz", opens_to(PUBLIC)(views.healthz), name="healthz"),
    path("metrics", opens_to(PUBLIC)(views.metrics), name="metrics"),
    path("readyz", opens_to(PUBLIC)(views.readyz), name="readyz"),
]
