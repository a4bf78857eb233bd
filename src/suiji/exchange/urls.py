"""Doors of the room."""

from django.urls import path

from suiji.exchange import views
from suiji.exchange.states import SENDERS
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "exchange"
KEEPERS = (Role.OFFICE, Role.SYSTEM_ADMIN)
"""Who keeps the mappings; neither sees more by it than headings."""
RECEIVERS = (Role.CLERK, Role.LIBRARIAN, Role.OFFICE)
"""Who deals with what comes in for the department."""
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.batches), name="list"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.batch), name="batch"),
    path("<int:pk>/files/<str:form>/", opens_to(*SENDERS)(views.download), name="download"),
    path("<int:pk>/reply.xlsx", opens_to(*SENDERS)(views.reply), name="reply"),
    path("<int:pk>/take-back/", opens_to(*SENDERS)(views.take_back), name="take_back"),
    path("mappings/<str:kind>/", opens_to(*BUSINESS, Role.SYSTEM_ADMIN)(views.mapping), name="mapping"),
    path("mappings/<str:kind>/revise/", opens_to(*KEEPERS)(views.revise), name="revise"),
    path("partners/", opens_to(*BUSINESS, Role.SYSTEM_ADMIN)(views.partners), name="partners"),
    path("partners/new/", opens_to(Role.SYSTEM_ADMIN)(views.set_partner), name="set_partner"),
    path("partners/<int:pk>/compare/", opens_to(*KEEPERS)(views.compare), name="compare"),
    path("partners/<int:pk>/end/", opens_to(Role.SYSTEM_ADMIN)(views.end_partner), name="end_partner"),
    path("inflows/", opens_to(*RECEIVERS, Role.SYSTEM_ADMIN)(views.inflows), name="inflows"),
    path("inflows/new/", opens_to(Role.SYSTEM_ADMIN)(views.set_inflow), name="set_inflow"),
    path("inflows/<int:pk>/", opens_to(*RECEIVERS)(views.inflow), name="inflow"),
    path(
        "inflows/<int:pk>/compare/",
        opens_to(*RECEIVERS, Role.SYSTEM_ADMIN)(views.compare_inflow),
        name="compare_inflow",
    ),
    path("inflows/<int:pk>/end/", opens_to(Role.SYSTEM_ADMIN)(views.end_inflow), name="end_inflow"),
    path("received/<int:pk>/", opens_to(*RECEIVERS)(views.received_row), name="received"),
    path("received/<int:pk>/list.csv", opens_to(*RECEIVERS)(views.received_list), name="received_list"),
]
