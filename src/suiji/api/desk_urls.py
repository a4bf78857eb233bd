"""Doors of the administrators' pages about outside systems, and of what departments hand to other platforms."""

from django.urls import path

from suiji.api.views import desk, outgoing
from suiji.organs.doors import opens_to
from suiji.organs.roles import ADMINISTRATORS, Role

app_name = "machines"
urlpatterns = [
    path("", opens_to(*ADMINISTRATORS)(desk.systems), name="list"),
    path("outgoing/<str:kind>/", opens_to(Role.CLERK)(outgoing.outgoing), name="outgoing"),
    path("outgoing/<str:kind>/send/", opens_to(Role.CLERK)(outgoing.send_out), name="send_out"),
    path("new/", opens_to(Role.SYSTEM_ADMIN)(desk.register), name="register"),
    path("<int:pk>/", opens_to(*ADMINISTRATORS)(desk.system), name="system"),
    path("<int:pk>/close/", opens_to(Role.SYSTEM_ADMIN)(desk.close), name="close"),
    path("<int:pk>/issue/", opens_to(Role.SECURITY_ADMIN)(desk.issue), name="issue"),
    path("<int:pk>/hooks/new/", opens_to(Role.SECURITY_ADMIN)(desk.set_hook), name="set_hook"),
    path("hooks/<int:pk>/", opens_to(*ADMINISTRATORS)(desk.hook), name="hook"),
    path("hooks/<int:pk>/secret/", opens_to(Role.SECURITY_ADMIN)(desk.renew_secret), name="renew_secret"),
    path("hooks/<int:pk>/end/", opens_to(Role.SECURITY_ADMIN)(desk.end_hook), name="end_hook"),
    path("events/<int:pk>/again/", opens_to(Role.SECURITY_ADMIN)(desk.push_again), name="push_again"),
    path("tokens/<int:pk>/revoke/", opens_to(Role.SECURITY_ADMIN)(desk.revoke), name="revoke"),
]
