"""The reference tables, and exports that ask for leave: /desk/tables/, /desk/exports/."""

from django.urls import path

from suiji.organs import export_views, views
from suiji.organs.doors import opens_to
from suiji.organs.roles import Role

app_name = "organs"
KEEPERS = (Role.LIBRARIAN, Role.CLERK)
urlpatterns = [
    path("tables/", opens_to(Role.OFFICE, Role.SYSTEM_ADMIN)(views.tables), name="tables"),
    path("exports/", opens_to(*KEEPERS, Role.DEPUTY_HEAD)(export_views.exports), name="exports"),
    path("exports/<int:pk>/", opens_to(Role.DEPUTY_HEAD)(export_views.decide_export), name="decide_export"),
    path("exports/<str:address>/", opens_to(*KEEPERS)(export_views.request_export), name="request_export"),
]
