"""The root of the addresses: the public's pages at the top, the officials' rooms under their names."""

from django.urls import include, path

urlpatterns = [
    path("", include("suiji.portal.urls")),
    path("check-in/", include("suiji.inspections.check_in_urls")),
    path("papers/", include("suiji.papers.urls")),
    path("account/", include("suiji.accounts.urls")),
    path("desk/", include("suiji.desk.urls")),
    path("desk/", include("suiji.organs.urls")),
    path("desk/messages/", include("suiji.messages.urls")),
    path("desk/machines/", include("suiji.api.desk_urls")),
    path("desk/exchange/", include("suiji.exchange.urls")),
    path("desk/items/", include("suiji.catalogue.urls")),
    path("desk/plans/", include("suiji.plans.urls")),
    path("desk/libraries/", include("suiji.libraries.urls")),
    path("desk/tasks/", include("suiji.tasks.urls")),
    path("desk/draws/", include("suiji.draws.urls")),
    path("desk/visits/", include("suiji.inspections.urls")),
    path("desk/results/", include("suiji.disclosure.urls")),
    path("desk/follow-ups/", include("suiji.followup.urls")),
    path("desk/archive/", include("suiji.archive.urls")),
    path("desk/oversight/", include("suiji.oversight.urls")),
    path("desk/voices/", include("suiji.voices.urls")),
    path("firm/", include("suiji.firms.urls")),
    path("field/", include("suiji.field.urls")),
    path("api/", include("suiji.api.urls")),
]

handler500 = "suiji.config.breakdown.page"
