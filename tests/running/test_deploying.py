"""What a site installs by: units, proxy, settings page, bill of materials. They name only what exists."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from suiji.config.environment import PROJECT, Environment
from suiji.running import command, doctor_records, reference
from suiji.running.sbom import bill, licence_of, pinned

UNITS = sorted((PROJECT / "deploy" / "systemd").glob("suiji*.*"))
ACCEPTED = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|0BSD|Unlicense|Zlib|CC0|OFL|LGPL|Lesser General|MPL|Mozilla|Mulan|Python Software"
)
"""Licences under which something may run beside ours: permissive, or weak copyleft used unchanged."""


class TestSettingsPage:
    def test_is_current(self) -> None:
        assert reference.PAGE.read_text("utf-8") == reference.page()

    def test_explains_every_setting(self) -> None:
        assert reference.undocumented() == []

    def test_shows_no_key(self) -> None:
        assert "00000000" not in reference.page()


class TestUnits:
    def test_run_commands_that_exist(self) -> None:
        known = set(command.suiji.commands)
        called = {
            words[0]
            for unit in UNITS
            for words in [re.findall(r"^ExecStart=\S+/suiji (.+)$", unit.read_text("utf-8"), re.MULTILINE)]
            if words
        }

        assert {"up", "serve", "worker", "sequence", "migrate", "backup", "doctor --json"} == called
        assert {word.split()[0] for word in called} <= known

    @pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
    def test_are_understood_by_systemd(self, tmp_path: Path) -> None:
        for unit in UNITS:
            text = unit.read_text("utf-8")
            (tmp_path / unit.name).write_text(
                text.replace("/opt/suiji/.venv/bin/suiji", "/bin/true"), "utf-8"
            )

        said = subprocess.run(
            ["systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert (said.returncode, said.stderr) == (0, "")

    def test_keep_what_they_say_for_thirty_six_months_apart_from_the_systems_own(self) -> None:
        kept = (PROJECT / "deploy" / "systemd" / doctor_records.NAMESPACE).read_text("utf-8")
        services = [unit for unit in UNITS if unit.suffix == ".service"]

        assert {"Storage=persistent", "MaxRetentionSec=36month"} <= set(kept.splitlines())
        assert all("\nLogNamespace=suiji\n" in unit.read_text("utf-8") for unit in services)

    def test_only_the_one_that_migrates_knows_the_owner(self) -> None:
        knowing = [unit.name for unit in UNITS if "/etc/suiji/owner" in unit.read_text("utf-8")]

        assert knowing == ["suiji-migrate.service"]

    def test_the_example_names_settings_that_exist(self) -> None:
        text = (PROJECT / "deploy" / "systemd" / "environment.example").read_text("utf-8")
        named = set(re.findall(r"^#? ?(\w+)=", text, re.MULTILINE))
        known = {f"SUIJI_{name.upper()}" for name in Environment.model_fields} | {"DATABASE_URL"}

        assert len(named) > 12
        assert named <= known


class TestProxy:
    def test_says_itself_who_asks_and_hides_the_figures(self) -> None:
        whole = "".join(
            (PROJECT / "deploy" / name).read_text("utf-8") for name in ("nginx.conf", "suiji-proxy.conf")
        )

        assert "proxy_set_header X-Forwarded-For $remote_addr;" in whole
        assert "proxy_set_header X-Forwarded-Proto https;" in whole
        assert "location = /api/metrics { return 404; }" in whole
        assert "$request_uri" not in whole.partition("log_format")[2].partition(";")[0]
        assert whole.count("{") == whole.count("}")

    def test_says_how_it_logs_where_nginx_reads_it_and_keeps_no_firms_link(self) -> None:
        before, _, after = (PROJECT / "deploy" / "nginx.conf").read_text("utf-8").partition("\nserver {")

        assert "log_format suiji " in before
        assert "~^/firm/link/ /firm/link/;" in before
        assert "$uri" not in before.partition("log_format")[2].partition(";")[0]
        assert "log_format" not in after


class TestBill:
    def test_holds_every_locked_package_with_version_and_hashes(self) -> None:
        made = bill(at=datetime(2026, 11, 27, tzinfo=UTC))
        names = {one["name"] for one in made["components"]}

        assert set(pinned()) <= names
        assert {"@tabler/core", "signature_pad"} <= names
        assert all(one["properties"] for one in made["components"])
        assert len({one["bom-ref"] for one in made["components"]}) == len(made["components"])

    def test_is_the_same_for_the_same_locks(self) -> None:
        first, second = (bill(at=datetime(2026, 11, day, tzinfo=UTC)) for day in (1, 2))

        assert first["serialNumber"] == second["serialNumber"]

    @pytest.mark.parametrize("package", sorted(pinned()))
    def test_knows_a_licence_that_may_run_beside_ours(self, package: str) -> None:
        assert ACCEPTED.search(licence_of(package)), licence_of(package)
