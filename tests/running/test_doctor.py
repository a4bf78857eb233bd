"""The doctor names what is wrong and says what to do."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from suiji.config.environment import Environment
from suiji.ledger.services import record
from suiji.organs.roles import Role
from suiji.organs.services import found, note_clock_was_set
from suiji.running import doctor, doctor_data, doctor_records
from suiji.running.doctor import Finding, Tone, examined
from tests.factories.organs import AT, a_department, a_person, an_actor, the_person


def at_home(path: Path, **other: Any) -> Environment:
    return settings.ENVIRONMENT.model_copy(  # type: ignore[no-any-return]
        update={"data_dir": path, "backup_dir": None, "backup_keys_dir": None, "tls_certificate": None}
        | other
    )


def said(
    examination: Callable[..., Iterator[Finding]], environment: Environment, tone: Tone = Tone.BAD
) -> list[str]:
    return [one.says for one in examined((examination,), environment, at=AT) if one.tone is tone]


class TestBeside:
    def test_a_key_file_that_others_read(self, tmp_path: Path) -> None:
        (tmp_path / "secrets.json").write_text("{}")
        (tmp_path / "secrets.json").chmod(0o644)

        assert "别的用户也能读" in said(doctor.secret_files, at_home(tmp_path))[0]

    def test_no_backup_an_old_one_and_a_good_one(self, tmp_path: Path) -> None:
        environment = at_home(tmp_path)
        assert said(doctor.backups, environment) == ["还没有任何经过核对的备份。"]
        note = tmp_path / "backups" / "1" / "backup.json"
        note.parent.mkdir(parents=True)
        for hours, tone in ((51, Tone.BAD), (20, Tone.GOOD)):
            made = AT - timedelta(hours=hours)
            note.write_text(
                f'{{"at": "{made:%Y-%m-%dT%H:%M:%SZ}", "sha256": {{}}, "ledger": 9, "verified": true}}'
            )
            assert "总账 9 条" in said(doctor.backups, environment, tone)[0]

    def test_a_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        usage = type("Usage", (), {"total": 10**12, "used": 10**12, "free": 10**8})
        monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)

        assert "还有 0.1 GB" in said(doctor.disks, at_home(tmp_path))[0]

    def test_a_certificate_that_has_ended(self, tmp_path: Path) -> None:
        from suiji.running.certificate import certificate

        certificate(tmp_path, at=AT - timedelta(days=800))

        assert "有效" in said(doctor.certificates, at_home(tmp_path))[0]

    def test_a_paper_is_really_set(self, tmp_path: Path) -> None:
        assert "可以生成 PDF" in said(doctor.papers, at_home(tmp_path), Tone.GOOD)[0]

    def test_goes_on_when_one_examination_breaks(self, tmp_path: Path) -> None:
        def broken(_environment: Environment, _at: object) -> Iterator[Finding]:
            """某项: it breaks."""
            raise OSError("没有这个文件\n第二行")
            yield

        findings = list(examined((broken, doctor.disks), at_home(tmp_path), at=AT))

        assert (findings[0].topic, findings[0].says) == ("某项", "没能检查：没有这个文件")
        assert len(findings) == 3


class TestTheJournal:
    @pytest.fixture
    def environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
        (tmp_path / "tray").mkdir()
        (tmp_path / "kept").mkdir()
        monkeypatch.setattr(doctor_records, "tray_of", lambda _: tmp_path / "tray")
        return at_home(tmp_path, journal_dir=tmp_path / "kept")

    @staticmethod
    def a_piece(folder: Path, name: str, *, minutes: int) -> None:
        (folder / name).write_bytes(b"x")
        then = (AT - timedelta(minutes=minutes)).timestamp()
        os.utime(folder / name, (then, then))

    def test_of_a_house_that_keeps_none_is_advised(self, tmp_path: Path) -> None:
        (tmp_path / "postgres").mkdir()
        environment = at_home(tmp_path, journal_dir=None, demonstration=False)

        assert "只能恢复到最近一次备份" in said(doctor_records.journal, environment, Tone.SOON)[0]

    def test_that_lies_unsealed_is_a_fault(self, environment: Environment, tmp_path: Path) -> None:
        self.a_piece(tmp_path / "tray", "0" * 24, minutes=20)

        assert "1 段数据库日志等了一刻钟" in said(doctor_records.journal, environment)[0]

    def test_with_a_piece_missing_is_a_fault(self, environment: Environment, tmp_path: Path) -> None:
        for name in ("0000000100000000000000FE", "0000000100000000000000FF", "000000010000000100000001"):
            self.a_piece(tmp_path / "kept", f"{name}.sealed", minutes=5)

        assert "缺 1 段" in said(doctor_records.journal, environment)[0]

    def test_that_has_fallen_silent_is_a_fault(self, environment: Environment, tmp_path: Path) -> None:
        self.a_piece(tmp_path / "kept", "000000010000000000000001.sealed", minutes=200)

        assert "3 小时以前" in said(doctor_records.journal, environment)[0]

    def test_without_a_gap_waits_for_a_backup_and_is_then_well(
        self, environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("0000000100000000000000FF", "000000010000000100000000"):
            self.a_piece(tmp_path / "kept", f"{name}.sealed", minutes=5)
        assert "还没有可以起算的备份" in said(doctor_records.journal, environment, Tone.SOON)[0]
        (tmp_path / "made").mkdir()
        (tmp_path / "made" / "cluster.sealed").touch()
        monkeypatch.setattr(doctor_records.backup, "made", lambda _: [(tmp_path / "made", None)])

        assert "有 2 段，没有中断" in said(doctor_records.journal, environment, Tone.GOOD)[0]


class TestTheConsole:
    def test_is_kept_by_systemd_or_the_doctor_says_how(self, tmp_path: Path) -> None:
        def tones(**places: Path) -> list[Tone]:
            found = doctor_records.console(at_home(tmp_path, demonstration=False), AT, **places)
            return [one.tone for one in found]

        there = {"systemd": tmp_path, "settings": tmp_path, "kept": tmp_path}
        assert tones(systemd=tmp_path / "none") == [Tone.SOON]
        assert tones(**there) == [Tone.SOON]
        (tmp_path / doctor_records.NAMESPACE).touch()
        assert tones(**there) == [Tone.GOOD]


@pytest.mark.django_db
class TestInside:
    def environment(self, tmp_path: Path) -> Environment:
        return at_home(tmp_path)

    def test_a_sound_database(self, tmp_path: Path) -> None:
        for examination in (
            doctor_data.server,
            doctor_data.structure,
            doctor_data.sealed,
            doctor_data.letters,
        ):
            assert said(examination, self.environment(tmp_path)) == []

    def test_a_sleeping_guard(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor_data.guards, "problems", lambda _: iter(["表 x 的触发器被停用。"]))

        assert said(doctor_data.rights, self.environment(tmp_path)) == ["表 x 的触发器被停用。"]

    def test_a_worker_that_is_not_there(self, tmp_path: Path) -> None:
        assert "没有在运行。" in said(doctor_data.worker, self.environment(tmp_path))

    def test_a_sequencer_that_lags(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        actor = an_actor(Role.CLERK)
        record(the_person(actor), "test.noted", actor=actor, at=AT, sentence="记下。")
        monkeypatch.setattr(doctor_data, "LAGGING", -1)

        assert "还没有编号" in said(doctor_data.sequencer, self.environment(tmp_path))[0]

    def test_empty_chairs_and_administrators_with_one_proof(self, tmp_path: Path) -> None:
        found(demonstration=False, at=AT)
        a_person("王芳", Role.SYSTEM_ADMIN)

        assert said(doctor_data.people, self.environment(tmp_path)) == ["没有在任的安全管理员、审计管理员。"]
        assert said(doctor_data.people, self.environment(tmp_path), Tone.SOON) == [
            "王芳还没有设置第二重验证。"
        ]

    def test_a_clock_that_was_set_back(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor_data, "present", lambda: AT)

        assert "相差" in said(doctor_data.clock, self.environment(tmp_path))[0]

    def test_a_clock_that_was_set_and_one_that_nobody_keeps(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_department("市场监管")
        found(demonstration=False, at=AT)
        note_clock_was_set(seconds=7200, at=AT)
        monkeypatch.setattr(doctor_data, "synchronised", lambda: False)

        assert "拨快约 7200 秒" in said(doctor_data.clock, self.environment(tmp_path))[0]
        assert "没有与任何时间源校准" in said(doctor_data.clock, self.environment(tmp_path), Tone.SOON)[0]

    def test_the_kernel_says_whether_a_time_server_keeps_the_clock(self) -> None:
        assert doctor_data.synchronised() in (True, False)

    def test_log_ins_that_outlived_their_term(self, tmp_path: Path) -> None:
        assert "保存三十六个月" in said(doctor_records.log_ins, self.environment(tmp_path), Tone.GOOD)[0]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO axes_accesslog (username, user_agent, http_accept, path_info, session_hash, attempt_time)"
                " VALUES ('li', '', '', '', '', '2022-01-01')"
            )

        assert "最早一条是 2022-01-01" in said(doctor_records.log_ins, self.environment(tmp_path))[0]

    def test_holidays_that_nobody_loaded(self, tmp_path: Path) -> None:
        later = AT.replace(year=2031)

        findings = list(examined((doctor_data.calendar,), self.environment(tmp_path), at=later))

        assert findings[0].tone is Tone.BAD
        assert "参考表" in findings[0].do

    def test_the_connection_answers(self) -> None:
        assert doctor_data.answers()
        assert connection.vendor == "postgresql"


def test_every_finding_that_is_not_good_says_what_to_do() -> None:
    import ast
    import inspect

    for module in (doctor, doctor_data, doctor_records):
        calls = [
            node
            for node in ast.walk(ast.parse(inspect.getsource(module)))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("bad", "soon")
        ]
        assert calls
        assert all(len(call.args) == 3 for call in calls)


@pytest.mark.django_db
def test_the_nightly_tidying_is_a_job_the_worker_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    from suiji.running import daily

    app.perform_import_paths()
    monkeypatch.setattr(daily, "is_steady", lambda: False)
    daily.forget.func(0)
    assert not ProcrastinateJob.objects.exists(), "by a clock that was just set nothing is deleted"
    monkeypatch.setattr(daily, "is_steady", lambda: True)
    daily.forget.func(0)

    job = ProcrastinateJob.objects.get()
    assert job.task_name in app.tasks
    assert job.args == {"max_hours": 90 * 24, "remove_failed": True}
