"""An export that a head has approved."""

from django.test import Client

from suiji.organs.models import ExportPermit, Person
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role
from suiji.organs.services import decide_export, request_export
from tests.factories.organs import AT, TODAY, an_actor


def an_approved_export(client: Client, address: str, query: str = "") -> ExportPermit:
    """Asked for by whoever is logged in, approved by the deputy head of the same department."""
    person = Person.objects.get(pk=client.session["_auth_user_id"])
    applicant = actor_of(person, today=TODAY)
    assert applicant is not None
    permit = request_export(address=address, query=query, purpose="核对地址", actor=applicant, at=AT)
    head = an_actor(Role.DEPUTY_HEAD, department=person.department, name="分管甲")
    return decide_export(permit=permit, agree=True, actor=head, at=AT)
