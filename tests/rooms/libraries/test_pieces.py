"""An import in pieces: the same rows however they are cut, and none lost when it is killed between two of them."""

import io

import pytest

from suiji import vault
from suiji.libraries import services
from suiji.libraries.models import InspectedObject, RowNote, StagedRow, Upload
from suiji.libraries.services import merging, staging
from suiji.libraries.services.rows import Lines, ReadRows, RowReader
from suiji.organs.roles import Role
from tests.factories.libraries import a_csv, a_uscc
from tests.factories.organs import AT, a_department, an_actor

HEADING = ["名称", "统一社会信用代码", "联系电话", "许可证名称", "许可证编号"]


@pytest.mark.django_db
@pytest.mark.article(11)
class TestPieces:
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

    def test_are_read_and_named_like_the_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "BATCH", 4)
        monkeypatch.setattr(merging, "NAMES_AT_ONCE", 7)
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

    def test_go_on_where_reading_was_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "PIECE", 10)
        content = a_csv(HEADING, *self.rows())
        upload = self.received(content)
        reads, pieces = RowReader.__call__, iter([True, True, False])

        def killed(reader: RowReader, lines: Lines) -> ReadRows:
            if not next(pieces):
                raise SystemExit(9)
            return reads(reader, lines)

        monkeypatch.setattr(RowReader, "__call__", killed)
        with pytest.raises(SystemExit):
            services.check_upload(upload=upload, at=AT, file=io.BytesIO(content))
        monkeypatch.undo()
        assert 0 < StagedRow.objects.count() <= 20

        upload = self.imported(Upload.objects.get(pk=upload.pk), content)

        assert (upload.counts["new"], upload.counts["refused"]) == (30, 2)
        assert InspectedObject.objects.count() == 30
