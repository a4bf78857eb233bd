"""A file of confidential rows leaves once, after a head has agreed (Art. 25)."""

import pytest
from django.test import Client
from django.urls import reverse

from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.organs.models import ExportPermit
from suiji.organs.queries import permits_open_to, to_do
from suiji.organs.roles import Role
from suiji.organs.services import decide_export, request_export, use_export
from tests.factories.organs import AT, TODAY, a_department, an_actor, the_person

pytestmark = [pytest.mark.django_db, pytest.mark.article(25)]
ADDRESS = "libraries:export"


def asked() -> ExportPermit:
    return request_export(
        address=ADDRESS, query="q=1", purpose="核对地址", actor=an_actor(Role.LIBRARIAN), at=AT
    )


class TestExport:
    def test_is_used_once_for_exactly_what_was_approved_by_whoever_asked(self) -> None:
        keeper, head = an_actor(Role.LIBRARIAN), an_actor(Role.DEPUTY_HEAD, name="分管甲")
        permit = request_export(address=ADDRESS, query="q=1", purpose="核对地址", actor=keeper, at=AT)
        decide_export(permit=permit, agree=True, actor=head, at=AT)
        other = an_actor(Role.LIBRARIAN, name="另一人")

        for who, query in ((keeper, ""), (keeper, "q=2"), (other, "q=1")):
            with pytest.raises(Refused):
                use_export(pk=str(permit.pk), address=ADDRESS, query=query, actor=who, at=AT)
        use_export(pk=str(permit.pk), address=ADDRESS, query="q=1", actor=keeper, at=AT)

        with pytest.raises(Refused):
            use_export(pk=str(permit.pk), address=ADDRESS, query="q=1", actor=keeper, at=AT)
        acts = Entry.objects.filter(act__startswith="organs.export").values_list("act", flat=True)
        assert sorted(acts) == ["organs.export_approved", "organs.export_requested", "organs.export_used"]

    @pytest.mark.parametrize("pk", ["", "0", "x", "99999999"])
    def test_is_refused_without_a_permit(self, pk: str) -> None:
        with pytest.raises(Refused):
            use_export(pk=pk, address=ADDRESS, query="", actor=an_actor(Role.CLERK), at=AT)

    def test_says_what_for(self) -> None:
        with pytest.raises(Refused):
            request_export(address=ADDRESS, query="", purpose=" ", actor=an_actor(Role.CLERK), at=AT)

    def test_is_decided_by_another_head_of_the_same_department(self) -> None:
        both = an_actor(Role.CLERK, Role.DEPUTY_HEAD)
        permit = request_export(address=ADDRESS, query="", purpose="核对", actor=both, at=AT)
        with pytest.raises(Refused):
            decide_export(permit=permit, agree=True, actor=both, at=AT)
        stranger = an_actor(Role.DEPUTY_HEAD, department=a_department("消防救援"))
        with pytest.raises(NotYours):
            decide_export(permit=permit, agree=True, actor=stranger, at=AT)

    def test_waits_on_the_heads_desk_and_is_decided_on_a_page(self) -> None:
        permit = asked()
        head = an_actor(Role.DEPUTY_HEAD, name="分管甲")
        assert [todo.article for todo in to_do(head, today=TODAY)] == [25]
        client = Client()
        client.force_login(the_person(head))

        client.post(reverse("organs:decide_export", args=[permit.pk]), {"agree": "yes"})

        permit.refresh_from_db()
        assert permit.state == "APPROVED"
        assert client.get(reverse("organs:exports")).status_code == 200
        assert not permits_open_to(an_actor(Role.CLERK, department=a_department("消防救援"))).exists()

    def test_is_asked_for_on_a_page(self) -> None:
        client = Client()
        client.force_login(the_person(an_actor(Role.CLERK)))
        address = reverse("organs:request_export", args=[ADDRESS])
        assert client.get(reverse("organs:request_export", args=["x:y"])).status_code == 404
        assert client.get(address).status_code == 200

        client.post(f"{address}?text=甲", {"purpose": "核对地址"})

        assert "text=" in ExportPermit.objects.get().query
