"""How numbers are given: one after the other, per department, kind and year; never twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from suiji.papers.models import DocumentNumber
from suiji.papers.numbering import next_number


@pytest.mark.django_db
class TestNextNumber:
    def test_reads_as_an_official_number(self) -> None:
        assert next_number("NOTICE", "安市监", 2026) == "安市监抽告〔2026〕1号"

    def test_counts_on(self) -> None:
        given = [next_number("NOTICE", "安市监", 2026) for _ in range(3)]

        assert given[-1] == "安市监抽告〔2026〕3号"

    def test_counts_each_department_kind_and_year_for_itself(self) -> None:
        next_number("NOTICE", "安市监", 2026)

        assert next_number("NOTICE", "安应急", 2026) == "安应急抽告〔2026〕1号"
        assert next_number("TRANSFER", "安市监", 2026) == "安市监抽移〔2026〕1号"
        assert next_number("NOTICE", "安市监", 2027) == "安市监抽告〔2027〕1号"

    def test_takes_a_number_back_when_the_act_fails(self) -> None:
        with transaction.atomic():
            next_number("NOTICE", "安市监", 2026)
            transaction.set_rollback(True)

        assert next_number("NOTICE", "安市监", 2026) == "安市监抽告〔2026〕1号"

    def test_refuses_a_kind_nobody_knows(self) -> None:
        with pytest.raises(ValueError, match="LETTER"):
            next_number("LETTER", "安市监", 2026)


@pytest.mark.django_db(transaction=True)
class TestTwoClerksAtOnce:
    def test_get_two_numbers(self) -> None:
        def clerk(_: int) -> str:
            try:
                with transaction.atomic():
                    return next_number("NOTICE", "安市监", 2026)
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=4) as clerks:
            given = list(clerks.map(clerk, range(12)))

        assert sorted(given) == sorted(f"安市监抽告〔2026〕{serial}号" for serial in range(1, 13))
        assert DocumentNumber.objects.count() == 12
