"""What has served its purpose goes by night, on record, and nothing else goes (个人信息保护法 Art. 19, 47; R182)."""

import io
from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from suiji import vault
from suiji.ledger.check import problems
from suiji.ledger.models import Entry
from suiji.ledger.services import sequence
from suiji.libraries import services
from suiji.libraries.models import (
    Absence,
    AbsenceKind,
    Change,
    Conflict,
    Decision,
    InspectedObject,
    Inspector,
    InspectorStatus,
    RegState,
    RowNote,
    StagedRow,
    Upload,
)
from suiji.libraries.queries.uploads import is_unused
from suiji.libraries.services.retaining import ERASED, LATE, SOON
from suiji.libraries.states import UploadState
from suiji.organs.days import day_of
from suiji.organs.roles import Role
from tests.factories.libraries import a_csv, an_identity, some_inspectors, some_objects
from tests.factories.organs import AT, TODAY, a_department, an_actor, the_person
from tests.rooms.libraries.test_inspectors import a_sealed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def erased(at: datetime) -> int:
    """What a night takes; the next one finds nothing more."""
    done = services.erase_what_has_ended(at=at)
    assert services.erase_what_has_ended(at=at) == 0
    return done


def a_list(*, confirmed: bool = False) -> Upload:
    """A file that was imported from the department's page."""
    department = a_department()
    actor = an_actor(Role.LIBRARIAN, department=department)
    content = a_csv(("名称", "统一社会信用代码"), ["殷都面馆", "91410502MA40000012"], ["坏行", "1"])
    upload = services.receive_upload(
        file=io.BytesIO(content), file_name="名单.csv", department=department, actor=actor, at=AT
    )
    services.settle_columns(upload=upload, columns=upload.columns, actor=actor, at=AT, later=False)
    services.check_upload(upload=upload, at=AT)
    services.accept_upload(upload=upload, actor=actor, at=AT, later=False)
    services.write_upload(upload=upload, at=AT)
    if confirmed:
        services.settle_uploads(department=department, at=AT)
    upload.refresh_from_db()
    return upload


class TestAnOfficerWhoLeft:
    def test_has_no_number_left_after_a_quarter_and_stays_in_the_library(self) -> None:
        row = a_sealed()
        actor = an_actor(Role.LIBRARIAN, department=row.department)
        assert erased(AT + LATE) == 0, "in post: kept"
        services.change_status(
            inspector=row, status=InspectorStatus.RETIRED, because="退休", actor=actor, at=AT
        )

        assert erased(AT + SOON - DAY) == 0
        assert erased(AT + SOON + DAY) == 1

        row = Inspector.objects.get(pk=row.pk)
        assert (row.identity_number, row.identity_mark, row.phone) == ("", "", "")
        assert (row.name, row.certificate_number, row.updated_at) == ("李红", "豫G1", AT)
        told = Entry.objects.get(act="libraries.numbers_erased")
        assert told.actor_name == "系统"
        assert an_identity(123) not in told.sentence
        sequence(at=AT + LATE)
        assert list(problems()) == []


class TestIllness:
    def test_is_another_absence_a_quarter_after_the_return(self) -> None:
        row = some_inspectors(1)[0]
        actor = an_actor(Role.LIBRARIAN, department=row.department)
        for days, kind in ((3, AbsenceKind.SICK), (4, AbsenceKind.LEAVE)):
            services.record_absence(
                inspector=row, kind=kind, from_on=TODAY, until_on=TODAY + days * DAY, actor=actor, at=AT
            )

        assert erased(AT + SOON) == 0
        assert erased(AT + SOON + 5 * DAY) == 1

        assert sorted(Absence.objects.values_list("kind", flat=True)) == ["LEAVE", "OTHER"]


class TestARecusal:
    def test_loses_the_name_three_years_after_it_was_withdrawn(self) -> None:
        row = some_inspectors(1)[0]
        actor = an_actor(Role.LIBRARIAN, department=row.department)
        recusal = services.declare_recusal(
            inspector=row, object=None, party="李四", relation="配偶", actor=actor, at=AT
        )
        services.withdraw_recusal(recusal=recusal, because="已离婚", actor=actor, at=AT)
        written = Entry.objects.get(act="libraries.recusal_withdrawn").recorded_at
        assert written is not None

        assert erased(written + LATE - DAY) == 0
        assert erased(written + LATE + DAY) == 1

        recusal.refresh_from_db()
        assert vault.take(recusal, "party") == ERASED


class TestAnObjectThatEnded:
    def test_has_no_contacts_left_three_years_later(self) -> None:
        ended, living = some_objects(2)
        for row in (ended, living):
            vault.put(row, "phone", "13800000001")
            row.prints = {"phone": "x"}
            row.save()
        InspectedObject.objects.filter(pk=ended.pk).update(reg_state=RegState.CANCELLED, updated_at=AT)

        assert erased(AT + LATE - DAY) == 0
        assert erased(AT + LATE + DAY) == 1

        ended.refresh_from_db()
        living.refresh_from_db()
        assert (ended.phone, ended.prints, ended.updated_at) == ("", {}, AT)
        assert vault.take(living, "phone") == "13800000001"
        assert "1 户" in Entry.objects.get(act="libraries.contacts_erased").sentence


class TestAnOffer:
    def test_goes_a_quarter_after_it_was_decided(self) -> None:
        (row,) = some_objects(1)
        conflict = Conflict(
            object=row, field="phone", holder=row.source, offered_by=a_department("税务"), at=AT
        )
        vault.put(conflict, "sealed", "13800000001")
        conflict.save()
        assert erased(AT + LATE) == 0, "open: kept"
        Conflict.objects.update(decision=Decision.KEPT, decided_at=AT)

        assert erased(AT + SOON + DAY) == 1

        assert Conflict.objects.get().sealed == ""


class TestAList:
    def test_in_use_goes_with_its_rows_a_quarter_later_and_its_hash_stays(self, client: Client) -> None:
        upload = a_list(confirmed=True)
        path = upload.path
        assert default_storage.exists(path)

        assert erased(AT + SOON - DAY) == 0
        assert erased(AT + SOON + DAY) == 1

        upload.refresh_from_db()
        assert (upload.path, upload.state, len(upload.sha256)) == ("", UploadState.DONE, 64)
        assert not default_storage.exists(path)
        assert not any(model.objects.filter(upload=upload).exists() for model in (StagedRow, RowNote, Change))
        client.force_login(the_person(an_actor(Role.LIBRARIAN, department=upload.department)))
        page = client.get(reverse("libraries:upload", args=[upload.pk])).content.decode()
        assert "保存期满（启用后 90 天）已经删除" in page
        assert reverse("libraries:refused", args=[upload.pk]) not in page
        assert client.get(reverse("libraries:refused", args=[upload.pk])).status_code == 302

    def test_that_was_never_confirmed_stays_three_years_and_cannot_be_undone_afterwards(self) -> None:
        upload = a_list()
        assert is_unused(upload)

        assert erased(AT + SOON + DAY) == 0
        assert erased(AT + LATE + DAY) == 1

        upload.refresh_from_db()
        assert not is_unused(upload)

    def test_that_nobody_went_on_with_is_given_up_by_the_house(self) -> None:
        department = a_department()
        actor = an_actor(Role.LIBRARIAN, department=department)
        upload = services.receive_upload(
            file=io.BytesIO(a_csv(("名称", "统一社会信用代码"), ["甲", "1"])), file_name="半途.csv",
            department=department, actor=actor, at=AT,
        )  # fmt: skip

        assert erased(AT + SOON + DAY) == 1

        upload.refresh_from_db()
        assert (upload.state, upload.path) == (UploadState.DISCARDED, "")
        assert day_of(Entry.objects.get(act="libraries.discarded").at) == day_of(AT + SOON + DAY)
