"""Doors of the room."""

from django.urls import path

from suiji.catalogue.views import items as views
from suiji.catalogue.views import lists, together
from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role

app_name = "catalogue"
urlpatterns = [
    path("", opens_to(*BUSINESS)(views.items), name="list"),
    path("new/", opens_to(Role.CLERK)(views.draft), name="draft"),
    path("files/", opens_to(Role.CLERK)(lists.files), name="files"),
    path("files/<int:pk>/", opens_to(Role.CLERK)(lists.file), name="file"),
    path("files/<int:pk>/answers/", opens_to(Role.CLERK)(lists.answers), name="answers"),
    path("files/<int:pk>/take-over/", opens_to(Role.CLERK)(lists.take_over), name="take_over"),
    path("files/<int:pk>/reasons.xlsx", opens_to(Role.CLERK)(lists.reasons), name="reasons"),
    path("export/<str:kind>/", opens_to(*BUSINESS)(lists.export), name="export"),
    path("sharing/", opens_to(Role.CLERK)(lists.sharing), name="sharing"),
    path("sharing/batch/", opens_to(Role.CLERK)(lists.share), name="share"),
    path("yearly/", opens_to(Role.CLERK)(lists.yearly), name="yearly"),
    path("compare/<int:one>/<int:other>/", opens_to(*BUSINESS)(lists.compare), name="compare"),
    path("together/<str:act>/", opens_to(Role.CLERK, Role.DEPUTY_HEAD)(together.together), name="together"),
    path("<int:pk>/", opens_to(*BUSINESS)(views.detail), name="detail"),
    path("<int:pk>/guides/", opens_to(Role.CLERK)(views.add_guide), name="add_guide"),
    path("guides/<int:pk>/", opens_to(*BUSINESS)(views.guide), name="guide"),
    path("guides/<int:pk>/remove/", opens_to(Role.CLERK)(views.remove_guide), name="remove_guide"),
    path("<int:pk>/edit/", opens_to(Role.CLERK)(views.edit), name="edit"),
    path("<int:pk>/part/", opens_to(Role.CLERK)(views.write_part), name="write_part"),
    path("<int:pk>/revise/", opens_to(Role.CLERK)(views.revise), name="revise"),
    path("<int:pk>/countersign/", opens_to(Role.CLERK)(views.countersign), name="countersign"),
    path("<int:pk>/review/", opens_to(Role.DEPUTY_HEAD)(views.review), name="review"),
    path("<int:pk>/send-back/", opens_to(Role.DEPUTY_HEAD)(views.send_back), name="send_back"),
    path("<int:pk>/publish/", opens_to(Role.CLERK)(views.publish), name="publish"),
    path("<int:pk>/suspend/", opens_to(Role.CLERK)(views.suspend), name="suspend"),
    path("<int:pk>/resume/", opens_to(Role.CLERK)(views.resume), name="resume"),
    path("<int:pk>/abolish/", opens_to(Role.CLERK)(views.abolish), name="abolish"),
]
