"""写法 — the wording of one finding as a value: its digest, two of them merged, and whether it agrees with itself."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suiji.inspections.models import CLEAN, Finding

FIELDS = {
    "problem": "发现问题情况",
    "disposal": "处置情况",
    "results": "检查结果",
    "measures": "现场措施",
    "awaits_report": "以检验报告为准",
}
"""Besides the check points, the fields that can be worded differently."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything one department says on one item."""

    answers: Mapping[str, str]
    results: tuple[str, ...] = ()
    problem: str = ""
    disposal: str = ""
    measures: tuple[tuple[str, str], ...] = ()
    """(measure, way) in the order taken."""
    awaits_report: bool = False
    """The result is left to a laboratory."""

    @classmethod
    def of(cls, finding: Finding) -> "Wording":
        """A finding's wording as it stands."""
        return cls.read(
            {
                "answers": finding.answers,
                "results": finding.results,
                "problem": finding.problem,
                "disposal": finding.disposal,
                "measures": finding.measures,
                "awaits_report": finding.awaits_report,
            }
        )

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Wording":
        """A wording out of its JSON form; the order of results means nothing."""
        return cls(
            answers={str(point): str(answer) for point, answer in sorted(said.get("answers", {}).items())},
            results=tuple(sorted(said.get("results", ()))),
            problem=str(said.get("problem", "")).strip(),
            disposal=str(said.get("disposal", "")).strip(),
            measures=tuple((m["kind"], m.get("form", "")) for m in said.get("measures", ())),
            awaits_report=bool(said.get("awaits_report", False)),
        )

    def as_json(self) -> dict[str, Any]:
        """As it travels and as it is kept."""
        return {
            "answers": dict(self.answers),
            "results": list(self.results),
            "problem": self.problem,
            "disposal": self.disposal,
            "measures": [{"kind": kind, "form": form} for kind, form in self.measures],
            # Only where it is so: what was signed before there was such a thing keeps its digest.
            **({"awaits_report": True} if self.awaits_report else {}),
        }

    @property
    def digest(self) -> str:
        """What a signature on glass is bound to; the phone computes the same."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Merged:
    """Two wordings that began as one, put together field by field."""

    wording: Wording
    """Where both changed a field in different ways, the standing one's."""
    clashes: tuple[str, ...]
    """Fields, and check points by their words, that need a person's choice."""


def merge(*, base: Wording, mine: Wording, standing: Wording) -> Merged:
    """Each field as whoever changed it left it; a field both changed differently is nobody's to overwrite."""
    clashes: list[str] = []
    said: dict[str, Any] = {}
    for name in FIELDS:
        said[name], clash = _one(getattr(base, name), getattr(mine, name), getattr(standing, name))
        clashes += [name] if clash else []
    answers: dict[str, str] = {}
    for point in dict.fromkeys([*standing.answers, *mine.answers]):
        answer, clash = _one(base.answers.get(point), mine.answers.get(point), standing.answers.get(point))
        clashes += [point] if clash else []
        if answer is not None:
            answers[point] = answer
    return Merged(Wording(answers=dict(sorted(answers.items())), **said), tuple(clashes))


def _one(base: Any, mine: Any, standing: Any) -> tuple[Any, bool]:
    if mine in (base, standing):
        return standing, False
    return (mine, False) if standing == base else (standing, True)


def fault_in(
    *, answers: Mapping[str, str], results: Sequence[str], problem: str, awaits_report: bool = False
) -> tuple[str, str] | None:
    """(field, words) where a wording contradicts itself or says too little; None where it holds together."""
    if awaits_report and results:
        return "results", "以检验报告为准的，不再选择检查结果。请去掉其中一处。"
    if "有" in answers.values() and CLEAN & set(results):
        return "results", "检查要点中有“有”，结果却是未发现问题，请核对其中一处。"
    if not problem.strip() and results and not CLEAN & set(results):
        return "problem", "请写明发现的问题或经过。"
    return None
