"""Doors of the room."""

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role
from suiji.plans.views import files, lines, office, rectifications

everybody, clerk, bureau = opens_to(*BUSINESS), opens_to(Role.CLERK), opens_to(Role.OFFICE)

app_name = "plans"
urlpatterns = [
    path("", everybody(lines.plan), name="list"),
    path("new/", clerk(lines.draft), name="draft"),
    path("new/temporary/", clerk(lines.temporary), name="temporary"),
    path("import/", clerk(files.bring_in), name="import"),
    path("import/keep/", clerk(require_POST(files.keep)), name="keep"),
    path("template.xlsx", clerk(files.template), name="template"),
    path("plan.csv", everybody(files.export), {"kind": "csv"}, name="csv"),
    path("plan.xlsx", everybody(files.export), {"kind": "xlsx"}, name="xlsx"),
    path("print/", everybody(files.printed), name="print"),
    path("consolidation/", everybody(office.consolidation), name="consolidation"),
    path("consolidation/publish/", bureau(office.publish_batch), name="publish_batch"),
    path("sharing/", everybody(require_safe(office.sharing)), name="sharing"),
    path("sharing/batch/", bureau(require_POST(office.share)), name="share"),
    path("standings/", everybody(office.standings), name="standings"),
    path("standings/exempt/", bureau(office.exempt), name="exempt"),
    path("standings/exempt/<int:pk>/end/", bureau(office.end_exemption), name="end_exemption"),
    path("balances/", opens_to(Role.OFFICE, Role.AUDITOR)(office.balances), name="balances"),
    path("rectifications/", everybody(rectifications.listed), name="rectifications"),
    path("rectifications/new/", clerk(rectifications.register), name="register"),
    path("rectifications/<int:pk>/", everybody(rectifications.detail), name="rectification"),
    path("rectifications/<int:pk>/jointly/", clerk(rectifications.jointly), name="jointly"),
    path("rectifications/<int:pk>/apart/", opens_to(Role.DEPUTY_HEAD)(rectifications.apart), name="apart"),
    path("attachments/<int:pk>/", everybody(lines.attachment), name="attachment"),
    path("<int:pk>/", everybody(lines.detail), name="detail"),
    path("<int:pk>/edit/", clerk(lines.edit), name="edit"),
    path("<int:pk>/attach/", clerk(lines.attach), name="attach"),
    path("<int:pk>/change/", clerk(lines.change), name="change"),
    path("<int:pk>/confirm/", clerk(lines.confirm), name="confirm"),
    path("<int:pk>/refuse/", clerk(lines.refuse), name="refuse"),
    path("<int:pk>/submit/", clerk(lines.submit), name="submit"),
    path("<int:pk>/withdraw/", clerk(lines.withdraw), name="withdraw"),
    path("<int:pk>/send-back/", bureau(lines.send_back), name="send_back"),
    path("<int:pk>/accept/", bureau(lines.accept), name="accept"),
    path("<int:pk>/publish/", opens_to(Role.OFFICE, Role.CLERK)(lines.publish), name="publish"),
]
