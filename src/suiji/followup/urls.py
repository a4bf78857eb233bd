"""Doors of the room."""

from django.urls import path

from suiji.followup.views import following, sharing
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "followup"
everybody, clerk = opens_to(*BUSINESS), opens_to(Role.CLERK)
sharer = opens_to(Role.CLERK, Role.OFFICE, Role.AUDITOR, Role.UPPER)
urlpatterns = [
    path("", everybody(following.index), name="list"),
    path("new/<int:pk>/", clerk(following.open_follow_up), name="open"),
    path("<int:pk>/", everybody(following.detail), name="detail"),
    path("<int:pk>/send/", clerk(following.send), name="send"),
    path("<int:pk>/receive/", clerk(following.receive), name="receive"),
    path("<int:pk>/return/", clerk(following.give_back), name="return"),
    path("<int:pk>/close/", clerk(following.close), name="close"),
    path("<int:pk>/withdraw/", opens_to(Role.DEPUTY_HEAD)(following.withdraw), name="withdraw"),
    path("<int:pk>/evidence/<int:place>/", everybody(following.evidence), name="evidence"),
    path("<int:pk>/letter.pdf", everybody(following.letter), name="letter"),
    path("<int:pk>/discipline/", clerk(sharing.discipline_new), name="discipline_new"),
    path("open-matters/", clerk(sharing.open_matters), name="open_matters"),
    path("outcomes/", clerk(sharing.outcomes), name="outcomes"),
    path("results/", everybody(sharing.results), name="results"),
    path("results/bulk/", sharer(sharing.bulk), name="bulk"),
    path("results/log/", sharer(sharing.bulk_log), name="bulk_log"),
    path("results/<int:pk>/recognise/", clerk(sharing.recognise), name="recognise"),
    path("objects/<int:pk>/", everybody(sharing.of_object), name="object"),
    path("recognitions/<int:pk>/", everybody(sharing.recognition), name="recognition"),
    path("recognitions/<int:pk>/spare/", clerk(sharing.spare), name="spare"),
    path("disciplines/", everybody(sharing.disciplines), name="disciplines"),
    path("disciplines/<int:pk>/", everybody(sharing.discipline), name="discipline"),
    path("credit/", sharer(sharing.credit), name="credit"),
]
