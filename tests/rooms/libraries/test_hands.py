"""The second process that shares the work of an import: the same rows, whoever reads them, and no row lost with it."""

import io
import os

import pytest

from suiji import vault
from suiji.libraries import services
from suiji.libraries.models import InspectedObject, RowNote, StagedRow, Upload
from suiji.libraries.services import hands, merging, staging
from suiji.libraries.services.hands import second_hand
from suiji.organs.roles import Role
from tests.factories.libraries import a_csv, a_uscc
from tests.factories.organs import AT, a_department, an_actor

HEADING = ["名称", "统一社会信用代码", "联系电话", "许可证名称", "许可证编号"]


def ends(number: int) -> int:
    """Work during which a process is killed."""
    if number == 3:
        os._exit(9)
    return number


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})


class TestSecondHand:
    @pytest.mark.usefixtures("two_cores")
    @pytest.mark.parametrize("worth", [True, False])
    def test_gives_everything_in_order_whoever_did_it(self, *, worth: bool) -> None:
        pieces = [f"䶮{number}a" for number in range(40)]

        with second_hand(str.upper, worth=worth) as hand:
            assert list(hand.in_order(pieces)) == [piece.upper() for piece in pieces]

    @pytest.mark.usefixtures("two_cores")
    def test_really_is_another_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hands, "AHEAD", 99)

        with second_hand(os.getpgid, worth=True) as hand:
            assert hand.ask is not None
            assert list(hand.in_order([0])) == [os.getpgid(0)]
        with second_hand(_own_number, worth=True) as other:
            assert next(other.in_order([0])) != os.getpid()

    def test_stays_alone_on_one_core(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})

        with second_hand(str.upper, worth=True) as hand:
            assert hand.ask is None

    @pytest.mark.usefixtures("two_cores")
    def test_says_so_when_the_other_process_was_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(hands, "AHEAD", 99)

        with second_hand(ends, worth=True) as hand, pytest.raises(EOFError):
            list(hand.in_order(range(5)))


def _own_number(_piece: int) -> int:
    return os.getpid()


@pytest.mark.django_db
@pytest.mark.article(11)
@pytest.mark.usefixtures("two_cores")
class TestImport:
    def rows(self) -> list[list[str]]:
        good = [[f"第{at}户\\银行", a_uscc(), f"1370000{at:04d}", "", ""] for at in range(30)]
        licence = [["第0户\\银行", good[0][1], "", "食品经营许可证", "JY1"]]
        return [*good, *licence, ["重复", good[3][1], "", "", ""], ["坏码", "123", "", "", ""]]

    def received(self, content: bytes) -> Upload:
        upload = services.receive_upload(
            file=io.BytesIO(content),
            file_name="名录.csv",
            department=a_department(),
            keep=False,
            actor=an_actor(Role.LIBRARIAN, department=a_department()),
            at=AT,
        )
        librarian = an_actor(Role.LIBRARIAN, department=a_department())
        columns = upload.columns
        return services.settle_columns(upload=upload, columns=columns, actor=librarian, at=AT, later=False)

    def imported(self, upload: Upload, content: bytes) -> Upload:
        services.check_upload(upload=upload, at=AT, file=io.BytesIO(content))
        librarian = an_actor(Role.LIBRARIAN, department=a_department())
        services.accept_upload(upload=upload, actor=librarian, at=AT, later=False)
        return services.write_upload(upload=upload, at=AT)

    def test_reads_and_names_the_same_with_two_processes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "BATCH", 4)
        monkeypatch.setattr(staging, "MANY_BYTES", 0)
        monkeypatch.setattr(merging, "MANY_ROWS", 0)
        monkeypatch.setattr(merging, "NAMES_AT_ONCE", 7)
        monkeypatch.setattr(hands, "AHEAD", 99)
        content = a_csv(HEADING, *self.rows())

        upload = self.imported(self.received(content), content)

        assert upload.counts == {
            "new": 30, "changed": 0, "unchanged": 0, "conflicting": 0, "refused": 2, "warned": 0,
        }  # fmt: skip
        notes = RowNote.objects.filter(refused=True).order_by("row").values_list("row", "reason")
        assert [(row, reason[:8]) for row, reason in notes] == [(33, "与第 5 行重复"), (34, "不是 18 位的")]
        first = InspectedObject.objects.get(name="第0户\\银行")
        assert (vault.take(first, "phone"), first.name_initials) == ("13700000000", "d0hyh")
        assert first.licences.get().number == "JY1"
        assert StagedRow.objects.filter(repeated=True).count() == 1

    def test_goes_on_after_the_other_process_was_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "PIECE", 10)
        monkeypatch.setattr(staging, "MANY_BYTES", 0)
        monkeypatch.setattr(hands, "AHEAD", 99)
        monkeypatch.setattr(hands, "_CHILD", "exit(9)")
        content = a_csv(HEADING, *self.rows())
        upload = self.received(content)
        with pytest.raises((EOFError, BrokenPipeError)):
            services.check_upload(upload=upload, at=AT, file=io.BytesIO(content))
        monkeypatch.undo()

        upload = self.imported(Upload.objects.get(pk=upload.pk), content)

        assert (upload.counts["new"], upload.counts["refused"]) == (30, 2)
        assert InspectedObject.objects.count() == 30
