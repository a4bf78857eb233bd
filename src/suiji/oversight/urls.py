"""Doors of the room."""

from django.urls import path

from suiji.organs.doors import opens_to
from suiji.organs.roles import BUSINESS, Role
from suiji.oversight.views import capping, circulating, conference, effects, letters, reporting, resources

app_name = "oversight"
everybody, office, clerk = opens_to(*BUSINESS), opens_to(Role.OFFICE), opens_to(Role.CLERK)
class_reader = opens_to(Role.OFFICE, Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.AUDITOR)
speaker = opens_to(Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)
keepers = opens_to(
    Role.OFFICE, Role.CLERK, Role.LIBRARIAN, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD, Role.AUDITOR
)
writer = opens_to(Role.UPPER, Role.AUDITOR)
urlpatterns = [
    path("", everybody(reporting.home), name="home"),
    path("new/", office(reporting.issue), name="issue"),
    path("<int:pk>/", everybody(reporting.report), name="report"),
    path("<int:pk>/report.pdf", everybody(reporting.report_paper), {"form": "pdf"}, name="report_pdf"),
    path("<int:pk>/report.docx", everybody(reporting.report_paper), {"form": "docx"}, name="report_docx"),
    path("<int:pk>/figures.xlsx", everybody(reporting.report_paper), {"form": "xlsx"}, name="report_xlsx"),
    path("<int:pk>/figures.csv", everybody(reporting.report_paper), {"form": "csv"}, name="report_csv"),
    path("figures/<slug:key>/", everybody(reporting.behind), name="behind"),
    path("circulations/<int:pk>/", everybody(circulating.circulation), name="circulation"),
    path("circulations/<int:pk>/comment/", speaker(circulating.comment), name="comment"),
    path("circulations/<int:pk>/withdraw/", office(circulating.withdraw), name="circulation_withdraw"),
    path("circulations/<int:pk>/issue/", office(circulating.issue), name="circulation_issue"),
    path("comments/<int:pk>/answer/", office(circulating.answer), name="comment_answer"),
    path("effects/", everybody(effects.effects), name="effects"),
    path("effects/<int:year>/propose/", office(effects.propose), name="propose"),
    path("proposals/<int:pk>/", class_reader(effects.proposal), name="proposal"),
    path("proposals/<int:pk>/decide/", office(effects.proposal_decide), name="proposal_decide"),
    path("caps/", keepers(capping.caps), name="caps"),
    path("caps/<int:year>/caps.xlsx", keepers(capping.caps_file), name="caps_file"),
    path("alerts/", opens_to(Role.AUDITOR, Role.OFFICE)(effects.alerts), name="alerts"),
    path("issues/", everybody(conference.issues), name="issues"),
    path("issues/new/", clerk(conference.raise_issue), name="issue_new"),
    path("issues/<int:pk>/", everybody(conference.issue_detail), name="issue_detail"),
    path("issues/<int:pk>/accept/", office(conference.accept), name="issue_accept"),
    path("issues/<int:pk>/decline/", office(conference.decline), name="issue_decline"),
    path("issues/<int:pk>/withdraw/", clerk(conference.withdraw), name="issue_withdraw"),
    path("issues/<int:pk>/settle/", office(conference.settle), name="issue_settle"),
    path("issues/<int:pk>/escalate/", office(conference.escalate), name="issue_escalate"),
    path("issues/<int:pk>/decide/", office(conference.decide), name="issue_decide"),
    path("issues/<int:pk>/report/", clerk(conference.report), name="issue_report"),
    path("issues/<int:pk>/send-back/", office(conference.send_back), name="issue_send_back"),
    path("issues/<int:pk>/close/", office(conference.close), name="issue_close"),
    path("meetings/new/", office(conference.meeting_new), name="meeting_new"),
    path("meetings/<int:pk>/", everybody(conference.meeting), name="meeting"),
    path("letters/", everybody(letters.letters), name="letters"),
    path("letters/new/", writer(letters.letter_new), name="letter_new"),
    path("letters/<int:pk>/", everybody(letters.letter), name="letter"),
    path("letters/<int:pk>/letter.pdf", everybody(letters.letter_paper), name="letter_pdf"),
    path("letters/<int:pk>/receive/", clerk(letters.receive), name="letter_receive"),
    path("letters/<int:pk>/answer/", clerk(letters.answer), name="letter_answer"),
    path("letters/<int:pk>/send-back/", writer(letters.send_back), name="letter_send_back"),
    path("letters/<int:pk>/close/", writer(letters.close), name="letter_close"),
    path("resources/", everybody(resources.resources), name="resources"),
    path("resources/new/", clerk(resources.resource_new), name="resource_new"),
    path("resources/<int:pk>/withdraw/", clerk(resources.resource_withdraw), name="resource_withdraw"),
    path("resources/<int:pk>/", opens_to(Role.DEPUTY_HEAD)(resources.resource), name="resource"),
]
