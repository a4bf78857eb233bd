"""Evaluations without a name, complaints to the supervisor, documents handed in once."""

from datetime import timedelta
from typing import Any

import pytest

from suiji import vault
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.voices import queries, services
from suiji.voices.models import Evaluation
from tests.factories.inspections import ENDED_AT, Crew, a_crew, ended
from tests.factories.organs import TODAY, an_actor

pytestmark = pytest.mark.django_db
AFTER = ENDED_AT + timedelta(days=1)
NEXT_QUARTER = AFTER.date() + timedelta(days=92)


def evaluate(crew: Crew, grade: int = 5) -> None:
    visit = crew.again()
    services.evaluate(
        visit=visit, firm=visit.drawn.object, lawful=grade, polite=grade, sparing=grade, at=AFTER
    )


class TestEvaluate:
    @pytest.fixture(autouse=True)
    def _evidence_goes_to_a_folder_of_its_own(self, settings: Any, tmp_path: Any) -> None:
        settings.MEDIA_ROOT = tmp_path

    def test_is_told_to_nobody_in_groups_of_less_than_five(self) -> None:
        crews = [ended() for _ in range(4)]
        for crew in crews:
            evaluate(crew)
        clerk = an_actor(Role.CLERK, department=crews[0].visit.task.initiator)
        auditor = an_actor(Role.AUDITOR)

        assert queries.grades(clerk, today=NEXT_QUARTER) == []
        assert queries.grades(auditor, today=NEXT_QUARTER) == []

        evaluate(ended(), grade=3)

        (own,) = queries.grades(clerk, today=NEXT_QUARTER)
        assert (own.count, round(own.polite, 1)) == (5, 4.6)

    def test_is_told_once_its_quarter_is_over_so_that_two_averages_never_tell_one_grade(self) -> None:
        crews = [ended() for _ in range(6)]
        clerk = an_actor(Role.CLERK, department=crews[0].visit.task.initiator)
        for crew in crews:
            evaluate(crew)
            assert queries.grades(clerk, today=AFTER.date()) == []

        assert queries.grades(clerk, today=NEXT_QUARTER)[0].count == 6

    def test_keeps_neither_object_nor_visit_nor_day(self) -> None:
        evaluate(ended())

        names = {field.name for field in Evaluation._meta.get_fields()}

        assert names == {"id", "department", "quarter", "lawful", "polite", "sparing"}
        assert not Entry.objects.filter(act__startswith="voices").exists()

    def test_is_given_once_after_the_visit_by_its_own_object(self) -> None:
        crew = ended()
        evaluate(crew)

        with pytest.raises(Stale):
            evaluate(crew)
        with pytest.raises(Refused):
            evaluate(a_crew())
        other = ended().visit.drawn.object
        with pytest.raises(Refused):
            services.evaluate(visit=ended().again(), firm=other, lawful=1, polite=1, sparing=1, at=AFTER)


class TestComplain:
    def test_reaches_the_supervisor_alone(self) -> None:
        crew = a_crew()
        thing, department = crew.visit.drawn.object, crew.visit.task.initiator
        complaint = services.complain(
            firm=thing, department=department, words="现场索要材料两次", visit=crew.visit, at=AFTER
        )
        auditor, clerk = an_actor(Role.AUDITOR), an_actor(Role.CLERK, department=department)

        assert list(queries.complaints_open_to(auditor)) == [complaint]
        assert not queries.complaints_open_to(clerk).exists()
        assert len(queries.to_do(auditor, today=TODAY)) == 1
        assert "索要" not in "".join(Entry.objects.values_list("sentence", flat=True))

    def test_is_answered_by_the_supervisor_once(self) -> None:
        crew = a_crew()
        complaint = services.complain(
            firm=crew.visit.drawn.object,
            department=Department.objects.get(pk=crew.visit.task.initiator_id),
            words="态度粗暴",
            visit=None,
            at=AFTER,
        )
        with pytest.raises(NotYours):
            services.answer_complaint(
                complaint=complaint, answer="没有", actor=an_actor(Role.CLERK), at=AFTER
            )

        auditor = an_actor(Role.AUDITOR)
        services.answer_complaint(complaint=complaint, answer="已批评教育", actor=auditor, at=AFTER)

        complaint.refresh_from_db()
        assert (complaint.said, complaint.answered) == ("态度粗暴", "已批评教育")
        assert complaint.words.startswith("v1.")
        assert complaint.answer.startswith("v1.")
        with pytest.raises(Refused):
            services.answer_complaint(complaint=complaint, answer="再答", actor=auditor, at=AFTER)


class TestPrepare:
    def test_is_read_by_the_visits_own_team_and_nobody_else(self) -> None:
        crew = a_crew()
        thing = crew.visit.drawn.object
        services.prepare(firm=thing, title="营业执照", name="执照.pdf", content=b"%PDF-1.7", at=AFTER)
        initiator = crew.visit.task.initiator
        others = [
            an_actor(role, department=initiator)
            for role in (Role.CLERK, Role.LIBRARIAN, Role.DEPUTY_HEAD, Role.OFFICE, Role.AUDITOR)
        ]

        assert queries.prepared_for(crew.leader, crew.visit.pk).count() == 1
        for other in (*others, a_crew().leader, an_actor(Role.SYSTEM_ADMIN)):
            assert not queries.prepared_for(other, crew.visit.pk).exists()

    def test_lies_sealed_under_its_own_row_and_is_given_as_it_came(self) -> None:
        thing = a_crew().visit.drawn.object
        first, second = (
            services.prepare(firm=thing, title="执照", name="a.pdf", content=content, at=AFTER)
            for content in (b"%PDF-one", b"%PDF-two")
        )
        first.refresh_from_db()

        assert queries.content_of(first) == b"%PDF-one"
        assert first.sealed.startswith("v1.")
        first.sealed = second.sealed
        with pytest.raises(vault.Unopenable):
            queries.content_of(first)

    def test_is_gone_once_withdrawn(self) -> None:
        crew = a_crew()
        thing = crew.visit.drawn.object
        document = services.prepare(firm=thing, title="执照", name="a.pdf", content=b"%PDF", at=AFTER)

        services.withdraw(document=document, firm=thing, at=AFTER)

        document.refresh_from_db()
        assert document.sealed == ""
        assert not queries.prepared_for(crew.leader, crew.visit.pk).exists()
