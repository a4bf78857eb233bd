"""A reading named by a rule or a number is explained, and every paragraph has its own number."""

import re
from pathlib import Path

from suiji.law import all_rules
from suiji.law.parameters import all_parameters

READINGS = Path(__file__).parents[2] / "docs" / "decisions" / "0003-readings.md"


class TestReadings:
    NUMBERED = re.findall(r"^## (R\d+) .*\(Art\. .+\)$", READINGS.read_text(encoding="utf-8"), re.MULTILINE)

    def test_are_numbered_upward_and_once(self) -> None:
        numbers = [int(name[1:]) for name in self.NUMBERED]

        assert numbers[0] == 1
        assert numbers == sorted(set(numbers))

    def test_explain_everything_that_names_one(self) -> None:
        named = {known.reading for known in all_rules()} | {known.reading for known in all_parameters()}

        assert named - {None} <= set(self.NUMBERED)
