"""The firm's doors."""

from django.urls import path

from suiji.firms import views
from suiji.firms.guests import to_firm, to_guest

app_name = "firms"
urlpatterns = [
    path("", to_firm(views.home), name="home"),
    path("enter/", to_guest(views.enter), name="enter"),
    path("link/<str:token>/", to_guest(views.link), name="link"),
    path("leave/", to_firm(views.leave), name="leave"),
    path("visits/<int:pk>/", to_firm(views.visit), name="visit"),
    path("visits/<int:pk>/evaluate/", to_firm(views.evaluate), name="evaluate"),
    path("visits/<int:pk>/revoke/", to_firm(views.revoke), name="revoke"),
    path("visits/<int:pk>/statement/<int:department>/", to_firm(views.state), name="state"),
    path("papers/<int:pk>/", to_firm(views.paper), name="paper"),
    path("results/<int:pk>/", to_firm(views.result), name="result"),
    path("results/<int:pk>/object/", to_firm(views.object_to), name="object"),
    path("draws/", to_firm(views.frames), name="frames"),
    path("draws/<str:ceremony>.json", to_firm(views.inclusion), name="inclusion"),
    path("complaints/", to_firm(views.complain), name="complain"),
    path("documents/", to_firm(views.documents), name="documents"),
    path("documents/<int:pk>/withdraw/", to_firm(views.withdraw), name="withdraw"),
]
