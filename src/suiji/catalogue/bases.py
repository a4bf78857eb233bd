"""检查依据 — the laws an item rests on, each with its clauses, read from the words of the list."""

import re
from dataclasses import dataclass

_LAW = re.compile(r"《([^《》]+(?:《[^《》]*》[^《》]*)*)》")
_EDGES = " \n\t、，,；;。"


@dataclass(frozen=True, slots=True)
class Basis:
    """One law and where in it."""

    law: str
    clauses: str
    """As written, such as 第三条、第八条; empty where the list names the law only."""

    def __str__(self) -> str:
        return f"《{self.law}》{self.clauses}"


def read_bases(words: str) -> tuple[Basis, ...]:
    """The laws named in the words, in their order; words that name no law give nothing."""
    found = list(_LAW.finditer(words))
    ends = [*(match.start() for match in found[1:]), len(words)]
    return tuple(
        Basis(match[1], words[match.end() : end].strip(_EDGES))
        for match, end in zip(found, ends, strict=False)
    )
