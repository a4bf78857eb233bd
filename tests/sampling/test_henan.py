"""A real list: the 22,469 firms of the Henan file beside the checkout, where it is present."""

import csv
import gzip
from pathlib import Path

import pytest

from suiji.sampling import draw, freeze_objects, inclusion, plan_of, verify_bundle
from suiji.sampling.canonical import canonical_json
from tests.sampling import by_hand
from tests.sampling.ceremonies import KEY, RATES, plan, public, reveal, shares

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "enterprises" / "henan.csv.gz"


@pytest.mark.skipif(not FILE.exists(), reason="the public data folder is not beside the checkout")
def test_henan_is_frozen_drawn_and_verified() -> None:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as rows:
        codes = [row["uscc"] for row in csv.DictReader(rows)]
    # The file knows no risk class: a hash of the code stands for one, most in A, few in D.
    classes = [by_hand.h(code.encode())[0] for code in codes]
    frame = [(code, "AABBC"[n % 5] if n < 240 else "D") for code, n in zip(codes, classes, strict=True)]

    frozen = freeze_objects(frame=frame, plan=plan_of(plan()), key=KEY)
    drawn = draw(files=frozen.files, reveal=canonical_json(reveal(shares())))

    files = frozen.files | drawn.files
    strata = by_hand.strata(frame, [], RATES, None)
    assert len(frame) == 22469
    assert [stratum.document() for stratum in frozen.strata] == strata
    names, lines = by_hand.drawn(frame, strata, KEY, drawn.seed)
    assert (drawn.full["drawn"], files["drawn_lots.csv"]) == (names, lines)
    assert len(names) == sum(row["take"] for row in strata)
    assert verify_bundle(public(files)).ok
    assert verify_bundle(files, audit=True).ok
    assert len(inclusion(files, codes[0])["path"]) == 15
