"""Public order and counts say nothing about a firm's class beyond what any published list must (Art. 25, R97).

What any published list says: who stands on it, and, of a draw whose lots are open, how many lots each group had and
gave. Worse classes are drawn more often, so that whoever stands on a list is likelier to be of one; nobody can publish
the list and keep that back. Everything else that can be seen of a drawn firm has to be independent of its class, given
the list. Three questions are asked of every observable (a place in a list, a number in an address, a count, a length):

- **Order.** The firms' classes are dealt at random before the draw. Kruskal and Wallis's H of the observable over the
  four classes stays under ``LIMIT``: by chance it passes that once in a million. With 400 drawn firms a class that
  explains 8 % of the ranks' variance is found, with 60 firms one that explains half of it.
- **Pairing.** The k-th name and the k-th open lot agree in their group no oftener than strangers would.
- **Counterfactual.** When the classes are dealt anew after the draw, no public page changes by a byte.

Each question is also asked of a leak planted for the purpose, and finds it.
"""

import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from suiji.disclosure.models import Publication
from suiji.draws.models import BundleFile, Ceremony, FrameMember
from suiji.draws.queries.bundle import bound
from suiji.draws.sealing import unseal
from suiji.inspections.models import Visit
from suiji.inspections.services import take_over
from suiji.libraries.models import RiskRating
from tests.factories.draws import drawn_inspectors, drawn_objects
from tests.factories.organs import AT
from tests.factories.portal import MUCH_LATER, end, publish, standing
from tests.factories.tasks import Cast, a_cast, a_ready_task, later
from tests.house import crawler

CLASSES = "ABCD"
RATES = dict.fromkeys(CLASSES, 2500)
LIMIT = 30.66
"""The chi-square of three degrees of freedom that chance passes once in a million."""
PAIRED = 5.0
"""Standard deviations of the number of agreeing pairs that chance passes less than once in a million."""
CLOCK = "suiji.config.clock.now"

Classes = Mapping[str, str]
"""Code → class."""
Observable = Mapping[str, float]
"""Code → what is seen of that firm."""


def dealt(number: int, *, by: str) -> str:
    """As many classes as firms, a quarter each, in an order that only ``by`` decides."""
    order = sorted(range(number), key=lambda at: sha256(f"{by} {at}".encode()).digest())
    return "".join(CLASSES[order.index(at) % 4] for at in range(number))


def explained(seen: Observable, classes: Classes) -> float:
    """Kruskal and Wallis's H: the share of the ranks' variance that the classes explain, times the firms less one."""
    ranks = _ranks([seen[code] for code in seen])
    groups: dict[str, list[float]] = defaultdict(list)
    for code, rank in zip(seen, ranks, strict=True):
        groups[classes[code]].append(rank)
    middle = sum(ranks) / len(ranks)
    whole = sum((rank - middle) ** 2 for rank in ranks)
    between = sum(len(group) * (sum(group) / len(group) - middle) ** 2 for group in groups.values())
    return (len(ranks) - 1) * between / whole if whole else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    """Mean ranks: equal values share theirs."""
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def _flat(text: str) -> str:
    return re.sub(r"[ \u2009\u00a0]", "", re.sub(r"<[^>]+>", "", text))


def places(codes: Sequence[str], text: str) -> Observable:
    """Where in a text each firm is first named: in groups on a page, whole in a file."""
    plain = _flat(text)
    found = {code: plain.find(code) for code in codes}
    assert min(found.values()) >= 0
    return found


@dataclass(frozen=True)
class Sight:
    """A draw and everything that can be seen of the firms it took."""

    ceremony: Ceremony
    classes: Classes
    observables: dict[str, Observable]


def _pages(url: str) -> str:
    """All pages of a list, one after the other."""
    client, texts = Client(), []
    for number in count(1):
        text = client.get(f"{url}{'&' if '?' in url else '?'}page={number}").content.decode()
        texts.append(text)
        if f"page={number + 1}" not in text:
            return "".join(texts)
    raise AssertionError


def _bundle(ceremony: Ceremony) -> dict[str, bytes]:
    answer = Client().get(reverse("portal:bundle", args=[ceremony.ceremony]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def _drawn(ceremony: Ceremony) -> dict[str, str]:
    """Code → class of the drawn firms."""
    rated = dict(RiskRating.objects.values_list("object__code", "value"))
    return {code: rated[code] for code in ceremony.drawn.values_list("object__code", flat=True)}


@pytest.fixture(scope="class")
def long_list(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sight]:
    """Four hundred firms of sixteen hundred, a hundred of each class."""
    with django_db_blocker.unblock(), standing(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(CLOCK, lambda: MUCH_LATER)
        cast = a_cast()
        task = a_ready_task(cast, firms=1600, classes=dealt(1600, by="long list"), rates_bp=RATES)
        ceremony = drawn_objects(task, cast)
        classes = _drawn(ceremony)
        codes = list(classes)
        files = _bundle(ceremony)
        hits = _pages(f"{reverse('portal:search')}?q=餐饮")
        listed = [code for code in codes if _flat(hits).find(code) >= 0]
        assert len(listed) == 300
        yield Sight(
            ceremony,
            classes,
            {
                "the draw's page": places(codes, _pages(reverse("portal:draw", args=[ceremony.ceremony]))),
                "place in the search": places(listed, hits),
                "being in the search, which lists 300": {code: float(code in listed) for code in codes},
                "result.json": places(codes, files["result.json"].decode()),
                "row of the drawn list": dict(ceremony.drawn.values_list("object__code", "pk")),
                "bytes of the firm's page": {
                    code: len(Client().get(reverse("portal:firm", args=[code])).content) for code in codes
                },
            },
        )


@pytest.fixture(scope="class")
def checked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sight]:
    """Sixty firms of two hundred and forty, each visited, each with a published result."""
    with django_db_blocker.unblock(), standing(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(CLOCK, lambda: MUCH_LATER)
        cast = a_cast()
        task = a_ready_task(
            cast, firms=240, classes=dealt(240, by="checked"), inspectors=8, rates_bp=RATES, teams=4
        )
        ceremony = drawn_objects(task, cast)
        drawn_inspectors(task, cast)
        visits = take_over(task=task, actor=cast.clerk, at=later(10))
        for visit in visits:
            publish(end(visit, ("NO_PROBLEM",)), cast.initiator, cast)
        yield Sight(ceremony, _drawn(ceremony), _of_the_checked(visits, cast))


def _of_the_checked(visits: Sequence[Visit], cast: Cast) -> dict[str, Observable]:
    code_of = {visit.pk: visit.drawn.object.code for visit in visits}
    codes = list(code_of.values())
    rows = Publication.objects.filter(visit__in=visits).values_list("visit", "pk")
    published = {code_of[visit]: pk for visit, pk in rows}
    table, records, feed = (
        crawler.body(Client().get(reverse(f"portal:{kind}", args=["results"]))).decode()
        for kind in ("table", "records", "feed")
    )
    pages = {code: Client().get(reverse("portal:result", args=[pk])) for code, pk in published.items()}
    newest = [code for code in codes if f"/results/{published[code]}/" in feed]
    return {
        "number in the result's address": published,
        "number of the visit at the firm's door": {code: pk for pk, code in code_of.items()},
        "the list of results": places(codes, _pages(reverse("portal:results"))),
        "CSV": places(codes, table),
        "JSON": places(codes, records),
        "place in the feed": {code: feed.find(f"/results/{published[code]}/") for code in newest},
        "being in the feed": {code: float(code in newest) for code in codes},
        "the team that came": {visit.drawn.object.code: visit.team_id for visit in visits},
        "bytes of the result's page": {code: len(page.content) for code, page in pages.items()},
        "rows of the firm's page": {
            code: Client().get(reverse("portal:firm", args=[code])).content.count(b"<tr>") for code in codes
        },
    }


@pytest.mark.django_db
@pytest.mark.article(25)
class TestADrawnList:
    def test_stands_in_an_order_that_does_not_follow_the_class(self, long_list: Sight) -> None:
        assert Counter(long_list.classes.values()) == dict.fromkeys(CLASSES, 100)
        found = {name: explained(seen, long_list.classes) for name, seen in long_list.observables.items()}

        assert {name: h for name, h in found.items() if h > LIMIT} == {}

    @pytest.mark.parametrize("share", [1.0, 0.45])
    def test_that_followed_the_class_would_be_found(self, long_list: Sight, share: float) -> None:
        """Planted: a list sorted by class; and one in which the class moves a firm by less than half the list."""
        classes = long_list.classes
        chance = {code: int.from_bytes(sha256(code.encode()).digest()[:4]) / 2**32 for code in classes}
        leaked = {
            code: share * CLASSES.index(classes[code]) / 3 + (1 - share) * chance[code] for code in classes
        }

        assert explained(leaked, classes) > LIMIT
        assert explained(chance, classes) < LIMIT

    def test_cannot_be_laid_beside_its_open_lots(self, long_list: Sight) -> None:
        files = _bundle(long_list.ceremony)
        names = json.loads(files["result.json"])["drawn"]
        group = dict(line.split(",") for line in files["lots.csv"].decode().split())
        lots = [group[lot] for lot in files["drawn_lots.csv"].decode().split()]
        group_of = _groups(long_list.ceremony)

        assert sorted(names) == sorted(long_list.classes)
        assert abs(_agreeing(names, lots, group_of)) < PAIRED
        by_group = sorted(names, key=lambda name: group_of[name])
        assert _agreeing(by_group, sorted(lots), group_of) > PAIRED  # planted: both by group


@pytest.mark.django_db
@pytest.mark.article(25)
class TestVisitsAndResults:
    def test_stand_in_orders_that_do_not_follow_the_class(self, checked: Sight) -> None:
        assert Counter(checked.classes.values()) == dict.fromkeys(CLASSES, 15)
        found = {name: explained(seen, checked.classes) for name, seen in checked.observables.items()}

        assert {name: h for name, h in found.items() if h > LIMIT} == {}

    def test_that_were_sorted_by_class_would_be_found(self, checked: Sight) -> None:
        sorted_by_class = {code: float(CLASSES.index(one)) for code, one in checked.classes.items()}

        assert explained(sorted_by_class, checked.classes) > LIMIT

    def test_change_by_no_byte_when_the_classes_are_dealt_anew(self, checked: Sight) -> None:
        before = {url: _masked(answer) for url, answer in crawler.crawl(Client()).items()}
        _deal_anew(checked)

        after = {url: _masked(answer) for url, answer in crawler.crawl(Client()).items()}

        assert len(before) > 150
        assert before.keys() == after.keys()
        assert [url for url in before if before[url] != after[url]] == []

    def test_would_change_if_a_page_followed_the_class(self, checked: Sight) -> None:
        """Planted: a list in the order of the newest class, which dealing anew must change."""

        def leaking() -> list[str]:
            newest = dict(RiskRating.objects.order_by("rated_on", "pk").values_list("object__code", "value"))
            return sorted(checked.classes, key=lambda code: (newest[code], code))

        before = leaking()
        _deal_anew(checked)

        assert leaking() != before


def _groups(ceremony: Ceremony) -> dict[str, str]:
    """Code → the label of its group, which only the auditor's file says."""
    rows = BundleFile.objects.filter(ceremony=ceremony, path__startswith="audit/")
    texts = {
        row.path: unseal(bytes(row.content), bound_to=bound(ceremony, row.path)).decode() for row in rows
    }
    frame = next(text for path, text in texts.items() if path.endswith("frame.csv"))
    return {line.split(",")[0]: line.split(",")[1] for line in frame.split()}


def _agreeing(names: Sequence[str], lots: Sequence[str], group_of: Mapping[str, str]) -> float:
    """By how many standard deviations more pairs agree in their group than strangers' would (four groups alike)."""
    agree = sum(group_of[name] == lot for name, lot in zip(names, lots, strict=True))
    pairs = len(names)
    return float((agree - pairs / 4) / (pairs * 3 / 16) ** 0.5)


def _masked(answer: HttpResponseBase) -> bytes:
    """An answer without what differs from one look to the next: form tokens, and the hour a workbook was made."""
    content = crawler.body(answer)
    if not content.startswith(b"PK"):
        return re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"", content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = [name for name in archive.namelist() if not name.startswith("docProps/")]
        return b"".join(name.encode() + archive.read(name) for name in kept)


def _deal_anew(sight: Sight) -> None:
    members = FrameMember.objects.filter(ceremony=sight.ceremony).select_related("object")
    anew = dealt(len(members), by="anew")
    RiskRating.objects.bulk_create(
        RiskRating(
            object=member.object,
            value=value,
            rated_on=date(2026, 1, 6),
            source="省局",
            received_at=AT + timedelta(days=1),
        )
        for member, value in zip(members.order_by("object__code"), anew, strict=True)
    )
