"""A reading named by a rule or a number is explained, and every paragraph has its own number."""

import re
from pathlib import Path

from suiji.law import all_rules
from suiji.law.parameters import all_parameters

READINGS = Path(__file__).parents[2] / "docs" / "decisions" / "0003-readings.md"


class TestReadings:
    NUMBERED = re.findall(r"^## (R\d+) .*\(Art\. .+\)$", READINGS.read_text(encoding="utf-8"), re.MULTILINE)

    def test_are_numbered_without_gap(self) -> None:
        assert [f"R{n}" for n in range(1, len(self.NUMBERED) + 1)] == self.NUMBERED

    def test_explain_everything_that_names_one(self) -> None:
        named = {known.reading for known in all_rules()} | {known.reading for known in all_parameters()}

        assert named - {None} <= set(self.NUMBERED)
