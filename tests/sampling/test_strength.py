"""Entropy is shown, not assumed (protocol §3)."""

import pytest

from suiji.sampling.canonical import Unusable
from suiji.sampling.sources import Announced, Beacon, Share, Source, check_pattern
from suiji.sampling.strength import (
    DOUBLE_BALL,
    LOTTERIES,
    SUPER_LOTTO,
    Lottery,
    check_announced,
    lottery_of,
    strength_of,
)

AT = "2026-11-23T13:15:00Z"
PARTIES: list[Source] = [Share("甲", "11" * 32), Share("乙", "22" * 32), Share("䶮", "33" * 32)]
BEACON = Beacon("52" * 32, 9)
ISSUE = Announced("双色球第2026135期", AT, DOUBLE_BALL.pattern)
DIGITS = Announced("排列五第26312期", AT, "[0-9]{5}")


class TestLotteries:
    @pytest.mark.parametrize("lottery", LOTTERIES, ids=lambda lottery: lottery.name)
    def test_bring_24_bits_an_issue_in_a_form_the_protocol_takes(self, lottery: Lottery) -> None:
        check_pattern(lottery.pattern)

        assert lottery.bits == 24

    @pytest.mark.parametrize(
        ("lottery", "text"),
        [
            (DOUBLE_BALL, "01 02 03 04 05 06+01"),
            (DOUBLE_BALL, "28 29 30 31 32 33+16"),
            (SUPER_LOTTO, "01 09 17 25 35+01 12"),
        ],
    )
    def test_take_what_they_can_draw(self, lottery: Lottery, text: str) -> None:
        assert lottery.check(text) == text

    @pytest.mark.parametrize(
        ("lottery", "text"),
        [
            (DOUBLE_BALL, "02 01 03 04 05 06+01"),
            (DOUBLE_BALL, "01 01 03 04 05 06+01"),
            (DOUBLE_BALL, "00 02 03 04 05 06+01"),
            (DOUBLE_BALL, "28 29 30 31 32 34+16"),
            (DOUBLE_BALL, "28 29 30 31 32 33+17"),
            (DOUBLE_BALL, "28 29 30 31 32 33 16"),
            (DOUBLE_BALL, "28 29 30 31 32 33+16 "),
            (SUPER_LOTTO, "01 09 17 25 35+12 01"),
            (SUPER_LOTTO, "01 09 17 25 35+01"),
        ],
    )
    def test_refuse_what_they_cannot(self, lottery: Lottery, text: str) -> None:
        with pytest.raises(Unusable):
            lottery.check(text)

    def test_are_known_by_name_and_form(self) -> None:
        assert lottery_of(ISSUE) == DOUBLE_BALL
        assert lottery_of(Announced("双色球", AT, "[0-9]{5}")) is None
        assert lottery_of(Announced("某彩票", AT, DOUBLE_BALL.pattern)) is None


class TestCheckAnnounced:
    def test_holds_a_known_lottery_to_its_balls(self) -> None:
        assert check_announced(ISSUE, "01 02 03 04 05 06+07") == "01 02 03 04 05 06+07"
        with pytest.raises(Unusable, match="ascending"):
            check_announced(ISSUE, "06 05 04 03 02 01+07")

    def test_holds_any_other_number_to_its_pattern(self) -> None:
        assert check_announced(DIGITS, "00314") == "00314"
        with pytest.raises(Unusable, match="outside its pattern"):
            check_announced(DIGITS, "314")


class TestStrength:
    def test_of_shares_alone_is_the_weaker_level(self) -> None:
        strength = strength_of(PARTIES)

        assert (strength.bits, strength.later_bits, strength.shares_alone) == (256, 0, True)
        assert [one.bits for one in strength.sources] == [256, 256, 256]

    def test_of_a_default_is_nothing(self) -> None:
        strength = strength_of([*PARTIES, BEACON], ["乙"])

        assert [one.bits for one in strength.sources] == [256, 0, 256, 256]
        assert strength.later_bits == 256
        assert not strength.shares_alone

    @pytest.mark.parametrize(("source", "bits", "at_most"), [(ISSUE, 24, False), (DIGITS, 16, True)])
    def test_of_an_announced_number_is_its_own(self, source: Source, bits: int, at_most: bool) -> None:
        strength = strength_of([*PARTIES, source])

        assert (strength.later_bits, strength.sources[-1].at_most) == (bits, at_most)
        assert strength.bits == 256

    def test_never_passes_what_a_seed_can_hold(self) -> None:
        long = Announced("公开数", AT, "[0-9a-z]{99}")

        assert strength_of([long, BEACON]).later_bits == 256
        assert strength_of([long]).sources[0].bits == 256
