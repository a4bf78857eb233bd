"""Doors of the room."""

from django.urls import path

from suiji.libraries import views
from suiji.libraries.views import feeding, uploads
from suiji.libraries.views.files import codes
from suiji.libraries.views.objects import (
    browse,
    drop_filter,
    filters,
    keep_filter,
    move_entries,
    move_entry,
    register_visit,
    sealed,
    tag,
)
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

KEEPERS = (Role.LIBRARIAN, Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)
"""Who looks after a department's inspectors."""

app_name = "libraries"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.home), name="home"),
    path("objects/", opens_to(*BUSINESS)(views.objects), name="objects"),
    path("objects/<int:pk>/", opens_to(*BUSINESS)(views.detail), name="object"),
    path(
        "objects/<int:pk>/visits/new/",
        opens_to(Role.CLERK, Role.LIBRARIAN, Role.INSPECTOR)(register_visit),
        name="register_visit",
    ),
    path("objects/browse/", opens_to(*BUSINESS)(browse), name="browse"),
    path("objects/export/", opens_to(Role.LIBRARIAN, Role.CLERK)(views.export), name="export"),
    path("objects/import/", opens_to(Role.LIBRARIAN)(uploads.import_objects), name="import_objects"),
    path("objects/tag/", opens_to(Role.LIBRARIAN)(tag), name="tag"),
    path("objects/state/", opens_to(Role.LIBRARIAN)(move_entries), name="move_entries"),
    path("objects/<int:pk>/state/", opens_to(Role.LIBRARIAN)(move_entry), name="move_entry"),
    path("objects/<int:pk>/sealed/<str:which>/", opens_to(Role.LIBRARIAN)(sealed), name="sealed"),
    path("codes/", opens_to(Role.OFFICE, Role.SYSTEM_ADMIN)(codes), name="codes"),
    path(
        "quality/export/",
        opens_to(Role.LIBRARIAN, Role.CLERK, Role.DEPUTY_HEAD)(uploads.export_quality),
        name="export_quality",
    ),
    path("objects/keep/", opens_to(Role.LIBRARIAN, Role.CLERK)(keep_filter), name="keep_filter"),
    path("filters/", opens_to(Role.LIBRARIAN, Role.CLERK)(filters), name="filters"),
    path("filters/<int:pk>/drop/", opens_to(Role.LIBRARIAN, Role.CLERK)(drop_filter), name="drop_filter"),
    path("uploads/<int:pk>/", opens_to(Role.LIBRARIAN)(uploads.upload), name="upload"),
    path("uploads/<int:pk>/accept/", opens_to(Role.LIBRARIAN)(uploads.accept), name="accept"),
    path("uploads/<int:pk>/discard/", opens_to(Role.LIBRARIAN)(uploads.discard), name="discard"),
    path("uploads/<int:pk>/again/", opens_to(Role.LIBRARIAN)(uploads.again), name="again"),
    path("uploads/<int:pk>/undo/", opens_to(Role.LIBRARIAN)(uploads.undo), name="undo"),
    path("uploads/<int:pk>/refused/", opens_to(Role.LIBRARIAN)(uploads.refused), name="refused"),
    path("conflicts/", opens_to(Role.LIBRARIAN, Role.CLERK)(uploads.conflicts), name="conflicts"),
    path("conflicts/<int:pk>/decide/", opens_to(Role.LIBRARIAN)(uploads.decide), name="decide"),
    path("quality/", opens_to(Role.LIBRARIAN, Role.CLERK, Role.DEPUTY_HEAD)(uploads.quality), name="quality"),
    path("inspectors/", opens_to(*BUSINESS)(views.inspectors), name="inspectors"),
    path("inspectors/export/", opens_to(Role.LIBRARIAN)(views.export_inspectors), name="export_inspectors"),
    path("inspectors/certificates/", opens_to(*KEEPERS)(views.certificates), name="certificates"),
    path("inspectors/mine/", opens_to(Role.INSPECTOR)(views.mine), name="mine"),
    path("inspectors/<int:pk>/", opens_to(*KEEPERS, Role.INSPECTOR)(views.inspector), name="inspector"),
    path("inspectors/<int:pk>/amend/", opens_to(Role.LIBRARIAN)(views.amend), name="amend"),
    path("inspectors/<int:pk>/status/", opens_to(Role.LIBRARIAN)(views.status), name="status"),
    path("inspectors/<int:pk>/absence/", opens_to(Role.LIBRARIAN)(views.absence), name="absence"),
    path("inspectors/<int:pk>/number/<str:which>/", opens_to(Role.LIBRARIAN)(views.number), name="number"),
    path("absences/<int:pk>/cancel/", opens_to(Role.LIBRARIAN)(views.cancel_absence), name="cancel_absence"),
    path("inspectors/import/", opens_to(Role.LIBRARIAN)(views.import_inspectors), name="import_inspectors"),
    path(
        "inspectors/<int:pk>/recuse/",
        opens_to(Role.LIBRARIAN, Role.CLERK, Role.INSPECTOR)(views.recuse),
        name="recuse",
    ),
    path(
        "recusals/<int:pk>/withdraw/",
        opens_to(Role.LIBRARIAN, Role.CLERK, Role.INSPECTOR)(views.withdraw),
        name="withdraw",
    ),
    path("recusals/", opens_to(Role.LIBRARIAN, Role.CLERK)(views.recusals), name="recusals"),
    path("templates/<str:library>/", opens_to(Role.LIBRARIAN)(views.template), name="template"),
    path("runs/<int:pk>/", opens_to(Role.LIBRARIAN, Role.CLERK, Role.DEPUTY_HEAD)(views.run), name="run"),
    path("feed/", opens_to(Role.LIBRARIAN, Role.CLERK)(feeding.feed), name="feed"),
    path("feed/now/", opens_to(Role.LIBRARIAN, Role.CLERK)(feeding.hasten), name="hasten_feed"),
    path("feed/end/", opens_to(Role.LIBRARIAN, Role.CLERK)(feeding.end), name="end_feed"),
    path("ratings/", opens_to(Role.LIBRARIAN)(views.ratings), name="ratings"),
]
