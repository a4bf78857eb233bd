"""The machines' doors."""

from django.urls import include, path

from suiji.api.interface import addresses
from suiji.api.views import health
from suiji.organs.doors import PUBLIC, opens_to

app_name = "api"
urlpatterns = [
    path("healthz", opens_to(PUBLIC)(health.healthz), name="healthz"),
    path("metrics", opens_to(PUBLIC)(health.metrics), name="metrics"),
    path("readyz", opens_to(PUBLIC)(health.readyz), name="readyz"),
    path("v1/", include((addresses(), "v1"))),
]
