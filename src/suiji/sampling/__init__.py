"""随机抽取 — a draw that anybody can check, and nobody can steer.

Imagine every firm that may be inspected gets a folded slip of paper. What is written on the outside of
a slip is a random-looking number, its *lot*; only a sealed key can tell whose slip it is. All slips are
laid out, sorted into a few bowls (*strata*: a riskier class of firm has its own bowl, from which a
larger share is drawn), and a photograph is taken and published: the *commitment*. From then on no slip
can be added, removed or moved without the photograph showing it. Yet the photograph tells nobody which
firm lies in which bowl; the law forbids telling.

Only now is chance let in. Several parties, each of whom had earlier handed in a sealed envelope, open
theirs; the numbers inside, with a public lottery or beacon where one is at hand, are stirred into one
*seed*. No party could know the others' numbers when sealing its own, so as long as one of them is
honest nobody chose the seed; and the operator, who laid out the slips, did so before the seed could be
known.

The seed gives each slip a *ticket*: the hash of the seed and the lot, as good as a die with 2²⁵⁶ sides
that falls the same way for whoever throws it. In each bowl the slips with the smallest tickets are
drawn. There is no machine to trust and no moment to have watched: the slips, the seed and the rule are
public, so anybody may repeat the draw tonight on a laptop, and must find the same slips. The sealed key
then tells whose they are, and an auditor who holds it checks that too, name by name.

Every byte of this is fixed by the protocol ``suiji-draw/1``, so that a program written by a stranger
from its text alone finds the same. This package is the reference: plain, integer, the standard library
only, to be read.

    canonical, shape    bytes that two programs agree on; strict reading
    frame, quotas       the list, its lots and members; how many are drawn of each stratum
    sources, beacon, seed, strength   what the seed is made of, before and after it is known; how much chance is in it
    commitment, freeze  the photograph
    draw                tickets, drawn lots, the result
    staffing, flow      inspectors for teams: fair load first, then chance
    merkle, note, proof the public log's arithmetic
    order, verify, audit, confirming, opening, naming, bundle   what anybody, a firm, or an auditor can check
"""

from suiji.sampling.canonical import Invalid, Unusable, canonical_json
from suiji.sampling.commitment import Plan, parse_plan, plan_of
from suiji.sampling.draw import Drawn, draw, draw_lots, ticket
from suiji.sampling.freeze import Frozen, freeze_objects, freeze_staffing
from suiji.sampling.opening import check_opening, inclusion
from suiji.sampling.seed import seed_of
from suiji.sampling.sources import share_commitment
from suiji.sampling.staffing import Unstaffable
from suiji.sampling.verify import Verdict, verify_bundle

__all__ = [
    "Drawn",
    "Frozen",
    "Invalid",
    "Plan",
    "Unstaffable",
    "Unusable",
    "Verdict",
    "canonical_json",
    "check_opening",
    "draw",
    "draw_lots",
    "freeze_objects",
    "freeze_staffing",
    "inclusion",
    "parse_plan",
    "plan_of",
    "seed_of",
    "share_commitment",
    "ticket",
    "verify_bundle",
]
