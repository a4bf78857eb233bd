"""The rows of a result as somebody wants them to stand, judged by the law."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from suiji import law
from suiji.disclosure.models import Publication
from suiji.disclosure.queries import current_rows, tested_items
from suiji.inspections.queries import proof_of
from suiji.law.results import FOR_THE_WHOLE_VISIT, ResultCode

Row = dict[str, Any]


def changed_rows(publication: Publication, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The same items, with results that the law allows for each; ④ and ⑥ only with the proof of Art. 21."""
    given = {str(row["item"]): [str(code) for code in row["results"]] for row in rows}
    standing = current_rows(publication)
    strangers = set(given) ^ {str(row["item"]) for row in standing}
    law.require(law.general.checks_only_listed_items, unlisted=len(strangers))
    tested = tested_items(publication)
    for item, codes in given.items():
        law.require(law.results.results_may_combine, codes=codes)
        law.require(law.results.conformity_only_of_tested_items, codes=codes, tested=item in tested)
    chosen = union(given.values())
    if not FOR_THE_WHOLE_VISIT.isdisjoint(chosen):
        law.require(law.results.results_may_combine, codes=chosen)
        _require_proof(publication, chosen)
    return [{**row, "results": given[str(row["item"])]} for row in standing]


def union(results: Iterable[Iterable[str]]) -> list[str]:
    """All results together, in the article's order."""
    chosen = {code for codes in results for code in codes}
    return [code.value for code in ResultCode if code in chosen]


def _require_proof(publication: Publication, chosen: Sequence[str]) -> None:
    proof = proof_of(publication.visit)
    if ResultCode.UNREACHABLE in chosen:
        law.require(law.field_duties.unreachable_is_proved, photos=proof.photos, contacts=proof.contacts)
    if ResultCode.UNCOOPERATIVE in chosen:
        law.require(
            law.field_duties.uncooperative_is_proved,
            recordings=proof.recordings,
            witnesses=proof.witnesses,
            reviewed=publication.department_id in proof.reviewed,
        )
