"""The ten results, their publication and correction."""

from datetime import date
from itertools import pairwise

import pytest

from suiji.law import Article, Deadline, results, shipped_calendar
from suiji.law.results import ResultCode
from tests.law.insist import content, refuses

ALONE = ("NO_PROBLEM", "NO_SUCH_ACTIVITY", "CONFORMING", "UNREACHABLE", "UNCOOPERATIVE")


@pytest.mark.article(20)
class TestResultCode:
    def test_lists_ten_results_in_the_articles_order(self) -> None:
        listed = Article(20).text.partition("抽查检查结果信息包括")[2].removesuffix("等。").split("、")

        assert [code.words for code in ResultCode] == listed
        assert len(ResultCode) == 10


@pytest.mark.article(20)
class TestMostSevere:
    ORDER = (
        "UNCOOPERATIVE",
        "FALSELY_DISCLOSED",
        "UNREACHABLE",
        "NONCONFORMING",
        "TO_BE_HANDLED",
        "NOT_DISCLOSED",
        "CORRECTION_ORDERED",
        "NO_SUCH_ACTIVITY",
        "CONFORMING",
        "NO_PROBLEM",
    )

    def test_ranks_every_result(self) -> None:
        assert set(self.ORDER) == set(ResultCode)

    @pytest.mark.parametrize(("graver", "lighter"), list(pairwise(ORDER)))
    def test_prefers_the_graver(self, graver: str, lighter: str) -> None:
        assert results.most_severe([lighter, graver, lighter]) == graver

    @pytest.mark.parametrize(("codes", "because"), [([], "empty"), (["NO_SUCH_RESULT"], "not a valid")])
    def test_refuses_nothing_and_the_unknown(self, codes: list[str], because: str) -> None:
        with pytest.raises(ValueError, match=because):
            results.most_severe(codes)


@pytest.mark.article(20)
class TestResultsMayCombine:
    @pytest.mark.parametrize("code", list(ResultCode))
    def test_content_with_any_one_result(self, code: str) -> None:
        content(results.results_may_combine, codes=[code])

    @pytest.mark.parametrize(
        "codes",
        [
            ["NOT_DISCLOSED", "FALSELY_DISCLOSED", "CORRECTION_ORDERED", "TO_BE_HANDLED"],
            ["NONCONFORMING", "TO_BE_HANDLED"],
        ],
    )
    def test_content_with_findings_together(self, codes: list[str]) -> None:
        content(results.results_may_combine, codes=codes)

    @pytest.mark.parametrize("code", ALONE)
    def test_refuses_a_lone_result_beside_another(self, code: str) -> None:
        refuses(results.results_may_combine, 20, codes=[code, "TO_BE_HANDLED"])

    @pytest.mark.parametrize("codes", [[], ["OTHER"], ["NO_PROBLEM", "OTHER"]])
    def test_refuses_nothing_and_the_unknown(self, codes: list[str]) -> None:
        refuses(results.results_may_combine, 20, codes=codes)


@pytest.mark.article(20)
class TestConformityOnlyOfTestedItems:
    @pytest.mark.parametrize(
        ("codes", "tested"), [(["CONFORMING"], True), (["NO_PROBLEM"], False), (["NO_PROBLEM"], True)]
    )
    def test_content_where_something_was_tested(self, codes: list[str], tested: bool) -> None:
        content(results.conformity_only_of_tested_items, codes=codes, tested=tested)

    @pytest.mark.parametrize("code", ["CONFORMING", "NONCONFORMING"])
    def test_refuses_where_nothing_was_tested(self, code: str) -> None:
        refuses(results.conformity_only_of_tested_items, 20, codes=[code], tested=False)


@pytest.mark.article(20)
class TestPublicationDue:
    def test_is_twenty_working_days_after_the_inspection_ended(self) -> None:
        due = results.publication_due(ended_on=date(2026, 9, 18), calendar=shipped_calendar(), days=20)

        assert due == Deadline(date(2026, 10, 22), provisional=False)


@pytest.mark.article(20)
class TestPublicationInTime:
    DUE = date(2026, 10, 22)

    @pytest.mark.parametrize("published_on", [date(2026, 9, 18), date(2026, 10, 22)])
    def test_content_to_the_last_day(self, published_on: date) -> None:
        content(results.publication_in_time, published_on=published_on, due=self.DUE)

    @pytest.mark.parametrize("published_on", [None, date(2026, 10, 23)])
    def test_refuses_to_call_late_or_never_in_time(self, published_on: date | None) -> None:
        refuses(results.publication_in_time, 20, published_on=published_on, due=self.DUE)


@pytest.mark.article(20)
class TestPublicationByOwner:
    def test_content_with_the_department_that_checked(self) -> None:
        content(results.publication_by_owner, actor_department=1, owner_department=1)

    def test_refuses_another(self) -> None:
        refuses(results.publication_by_owner, 20, actor_department=2, owner_department=1)


@pytest.mark.article(20)
class TestResultIsSigned:
    def test_content_when_signed(self) -> None:
        content(results.result_is_signed, signed=True)

    def test_refuses_an_unsigned_result(self) -> None:
        refuses(results.result_is_signed, 20, signed=False)


@pytest.mark.article(22)
class TestPublishedResultStands:
    def test_content_before_publication(self) -> None:
        content(results.published_result_stands, published=False)

    def test_refuses_a_change_after_publication(self) -> None:
        refuses(results.published_result_stands, 22, published=True)


@pytest.mark.article(22)
class TestPrincipalHeadSigns:
    LAWFUL = {"is_principal_head": True, "same_department": True, "is_applicant": False}

    def test_content_with_the_departments_own_principal_head(self) -> None:
        content(results.principal_head_signs, **self.LAWFUL)

    @pytest.mark.parametrize(
        "lacking", [{"is_principal_head": False}, {"same_department": False}, {"is_applicant": True}]
    )
    def test_refuses_anybody_else(self, lacking: dict[str, bool]) -> None:
        refuses(results.principal_head_signs, 22, **(self.LAWFUL | lacking))


@pytest.mark.article(22)
class TestCorrectionHasEvidence:
    def test_content_with_reason_and_proof(self) -> None:
        content(results.correction_has_evidence, reason="检查对象认错", evidence=1)

    @pytest.mark.parametrize(("reason", "evidence"), [("", 1), (" ", 1), ("检查对象认错", 0)])
    def test_refuses_a_correction_without_either(self, reason: str, evidence: int) -> None:
        refuses(results.correction_has_evidence, 22, reason=reason, evidence=evidence)


@pytest.mark.article(26)
class TestPublicationReviewedByAnother:
    def test_content_with_a_second_person(self) -> None:
        content(results.publication_reviewed_by_another, author=1, reviewer=2)

    @pytest.mark.parametrize("reviewer", [None, 1])
    def test_refuses_nobody_or_the_author(self, reviewer: int | None) -> None:
        refuses(results.publication_reviewed_by_another, 26, author=1, reviewer=reviewer)


@pytest.mark.article(26)
class TestReturnNamesTheFault:
    def test_content_when_it_says_what_is_wrong(self) -> None:
        content(results.return_names_the_fault, reason="年报已公示，结果有误")

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_refuses_a_return_without_words(self, reason: str) -> None:
        refuses(results.return_names_the_fault, 26, reason=reason)


@pytest.mark.article(20)
class TestDepartureFromRecordIsProved:
    @pytest.mark.parametrize(("differs", "evidence"), [(False, 0), (True, 1)])
    def test_content_with_an_answer_and_proof_of_any_departure(self, differs: bool, evidence: int) -> None:
        content(
            results.departure_from_record_is_proved, differs=differs, reason="已核对记录", evidence=evidence
        )

    @pytest.mark.parametrize(
        ("differs", "reason", "evidence"), [(True, "已改正", 0), (True, " ", 1), (False, "", 0)]
    )
    def test_refuses_silence_and_departures_without_proof(
        self, differs: bool, reason: str, evidence: int
    ) -> None:
        refuses(
            results.departure_from_record_is_proved, 20, differs=differs, reason=reason, evidence=evidence
        )


@pytest.mark.article(4)
class TestWithholdingNamesItsLaw:
    def test_content_with_a_named_provision(self) -> None:
        content(
            results.withholding_names_its_law,
            ground="《中华人民共和国反不正当竞争法》第十五条",
            reason="涉及尚未公开的配方",
        )

    @pytest.mark.parametrize("ground", ["", "领导要求", "《某法》", "第十五条"])
    def test_refuses_a_ground_that_is_no_provision(self, ground: str) -> None:
        refuses(results.withholding_names_its_law, 4, ground=ground, reason="不宜公开")

    def test_refuses_one_without_a_reason(self) -> None:
        refuses(results.withholding_names_its_law, 4, ground="《某法》第一条", reason=" ")


@pytest.mark.article(4)
class TestWithholdingApprovedByAnother:
    def test_content_with_the_departments_own_head(self) -> None:
        content(results.withholding_approved_by_another, same_department=True, is_applicant=False)

    @pytest.mark.parametrize(("same", "own"), [(False, False), (True, True)])
    def test_refuses_a_stranger_and_the_applicant(self, same: bool, own: bool) -> None:
        refuses(results.withholding_approved_by_another, 4, same_department=same, is_applicant=own)


@pytest.mark.article(4)
class TestResultIsNotWithheld:
    def test_content_without_a_decision(self) -> None:
        content(results.result_is_not_withheld, withheld=False)

    def test_refuses_while_the_decision_stands(self) -> None:
        refuses(results.result_is_not_withheld, 4, withheld=True)


@pytest.mark.article(22)
class TestObjectionSaysWhy:
    def test_content_with_words(self) -> None:
        content(results.objection_says_why, words="年报已公示")

    def test_refuses_none(self) -> None:
        refuses(results.objection_says_why, 22, words="  ")


@pytest.mark.article(26)
class TestQualityCheckedByAnother:
    @pytest.mark.parametrize(("sound", "finding"), [(True, ""), (False, "与记录表不一致")])
    def test_content_with_another_who_names_the_fault(self, sound: bool, finding: str) -> None:
        content(results.quality_checked_by_another, is_author=False, sound=sound, finding=finding)

    @pytest.mark.parametrize(("author", "sound", "finding"), [(True, True, ""), (False, False, " ")])
    def test_refuses_the_author_and_a_fault_without_words(
        self, author: bool, sound: bool, finding: str
    ) -> None:
        refuses(results.quality_checked_by_another, 26, is_author=author, sound=sound, finding=finding)


@pytest.mark.article(26)
class TestFaultHasItsConsequence:
    def test_content_with_a_measure(self) -> None:
        content(results.fault_has_its_consequence, measure="已更正，对审核人批评教育")

    def test_refuses_none(self) -> None:
        refuses(results.fault_has_its_consequence, 26, measure="")


@pytest.mark.article(20)
class TestReportAwaitedOfASample:
    def test_content_where_a_sample_of_a_tested_item_was_taken(self) -> None:
        content(results.report_awaited_of_a_sample, tested=True, samples=1)

    @pytest.mark.parametrize(("tested", "samples"), [(False, 1), (True, 0)])
    def test_refuses_without_a_sample_and_for_other_items(self, tested: bool, samples: int) -> None:
        refuses(results.report_awaited_of_a_sample, 20, tested=tested, samples=samples)


@pytest.mark.article(20)
class TestReportsAreIn:
    def test_content_when_none_is_awaited(self) -> None:
        content(results.reports_are_in, awaited=0)

    def test_refuses_while_one_is(self) -> None:
        refuses(results.reports_are_in, 20, awaited=1)


@pytest.mark.article(20)
class TestEndOfTheCheck:
    def test_is_the_day_of_the_signatures_or_of_the_last_report(self) -> None:
        signed = date(2026, 4, 30)

        assert results.ended_on(signed_on=signed, reports=[]) == signed
        assert results.ended_on(signed_on=signed, reports=[date(2026, 4, 20)]) == signed
        assert results.ended_on(signed_on=signed, reports=[date(2026, 5, 6), date(2026, 5, 20)]) == date(
            2026, 5, 20
        )
