"""Links that are backed up: one of two has to work, and what is required holds over either."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tierwise.reasoner.errors import Place, TopologyError
from tierwise.reasoner.namespaces import local_name, tw
from tierwise.reasoner.plan.answer import Wish, answer
from tierwise.reasoner.plan.assemble import assemble
from tierwise.reasoner.plan.describe import Describer
from tierwise.reasoner.plan.drawing import topology
from tierwise.reasoner.plan.search import all_feasible, best
from tierwise.reasoner.plan_solution import Solver
from tierwise.reasoner.planner import Planner
from tierwise.reasoner.verdict import Verdict

LINKS = "from,to,latencyP50 [ms]\n"
CLOUD = """
ex:look tw:needsSoftware tw:cloud-service . ex:keep tw:needsUi tw:local-dashboard .
"""
SITE = """
ex:yard tw:hasLink ex:air , ex:fibre , ex:radio . ex:watch tw:endToEndDeadline "5 s" .
ex:hub tw:nodeAvailability 0.99 .
ex:eye tw:nodeAvailability 0.999 . ex:far tw:nodeAvailability 0.995 .
ex:air a tw:Link ; tw:from ex:eye ; tw:to ex:hub ; tw:bidirectional true ;
    tw:technology cat:wifi-4 ; tw:latencyP50 "4 ms" ; tw:latencyP95 "12 ms" ;
    tw:uplinkRate "30 Mbit/s" ; tw:downlinkRate "30 Mbit/s" ; tw:linkAvailability 0.97 .
ex:fibre a tw:Link ; tw:from ex:hub ; tw:to ex:far ; tw:bidirectional true ;
    tw:technology cat:fibre-ftth ; tw:latencyP50 "6 ms" ; tw:latencyP95 "9 ms" ;
    tw:uplinkRate "20 Mbit/s" ; tw:downlinkRate "20 Mbit/s" ; tw:linkAvailability 0.9 ;
    tw:pricePerByte "0.1 USD/GB" ; tw:linkMonthlyFee "30 USD/mo" .
ex:radio a tw:Link ; tw:from ex:hub ; tw:to ex:far ; tw:bidirectional true ;
    tw:technology cat:lte-cat-4 ; tw:latencyP50 "60 ms" ; tw:latencyP95 "200 ms" ;
    tw:uplinkRate "5 Mbit/s" ; tw:downlinkRate "5 Mbit/s" ; tw:linkAvailability 0.8 ;
    tw:pricePerByte "2 USD/GB" ; tw:linkMonthlyFee "10 USD/mo" .
"""
BACKED = SITE + "ex:fibre tw:backedUpBy ex:radio ."
UP = {"eye": 0.999, "hub": 0.99, "far": 0.995, "air": 0.97, "fibre": 0.9, "radio": 0.8}


@pytest.fixture
def built(yard):
    """Return the problem of a yard whose look is in the cloud and whose keep is on the hub."""

    def found(more, least=Verdict.FEASIBLE):
        return assemble(yard(links=LINKS, more=CLOUD + more).survey(), least)

    return found


def the_point(built):
    rows = np.vstack([*all_feasible(built.problem)])
    points = Describer(built).points(rows, [None] * len(rows))
    return next(p for p in points if {local_name(e.node) for e in p.placed} == {"far", "hub"})


def working(*alternatives):
    """Return the probability that all of some alternative works, over all states of all parts."""
    parts = sorted(set().union(*alternatives))
    total = 0.0
    for states in product((True, False), repeat=len(parts)):
        up = {part for part, is_up in zip(parts, states, strict=True) if is_up}
        if any(each <= up for each in alternatives):
            total += np.prod([UP[p] if p in up else 1 - UP[p] for p in parts])
    return total


ALWAYS = {"eye", "hub", "far", "air"}


def test_of_a_link_and_its_backup_one_has_to_work(built):
    found = the_point(built(BACKED)).value("plan-availability").value
    assert found == pytest.approx(working(ALWAYS | {"fibre"}, ALWAYS | {"radio"}), rel=1e-12)


def test_without_a_backup_the_link_itself_has_to_work(built):
    found = the_point(built(SITE)).value("plan-availability").value
    assert found == pytest.approx(working(ALWAYS | {"fibre"}), rel=1e-12)


def test_cp_sat_and_enumeration_agree_on_the_availability_with_a_backup(built):
    problem = built(BACKED).problem
    found = [best(problem, "plan-availability", solver=each).value for each in (
        Solver.ENUMERATION, Solver.CP_SAT)]
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_a_backup_is_one_thing_for_what_needs_it_in_any_mode(built):
    """A second look on the hub works without the way to the cloud."""
    more = """ ex:look tw:fallback ex:lite . ex:lite a tw:Task ; rdfs:label "lite" ;
        tw:function tw:detect ; tw:usesModel cat:mlperf-tiny-ad ; tw:inputBytes "2560 B" ;
        tw:inputRate "10 Hz" ; tw:needsUi tw:local-dashboard ."""
    here = built(BACKED + more)
    alternatives = (ALWAYS | {"fibre"}, ALWAYS | {"radio"}, ALWAYS - {"far"})
    found = the_point(here).value("plan-availability").value
    assert found == pytest.approx(working(*alternatives), rel=1e-12)


def test_the_typical_latency_is_that_of_the_link_and_deadlines_hold_over_its_backup(built):
    plain, backed = (the_point(built(each)) for each in (SITE, BACKED))
    assert backed.value("plan-latency").value == plain.value("plan-latency").value
    [before], [after] = plain.ends, backed.ends
    # There and back over the radio: 2560 B and 1 kB at 5 Mbit/s, each 200 ms at most.
    assert after.seconds > before.seconds + 2 * (0.2 - 0.009)


def test_a_deadline_that_a_backup_does_not_meet_is_refused_over_the_backup(yard, supposing):
    planner = supposing(yard(links=LINKS, more=CLOUD + BACKED), "seen.flowDeadline=150 ms")
    found = answer(planner.survey(), Wish())
    conflicts = {label for each in found.conflicts for label in each}
    assert found.verdict is Verdict.INFEASIBLE
    assert "flow-deadline over backup of seen" in conflicts


def test_the_price_of_a_byte_is_that_of_each_in_its_share_of_the_time(built):
    network = built(BACKED).survey.ways.network
    at = [*network.names].index("fibre")
    price, fee = (network.figures[e][1][at] for e in ("pricePerByte", "linkMonthlyFee"))
    assert price * 1e9 == pytest.approx(0.9 * 0.1 + 0.1 * 2)
    assert fee * 30.436875 * 86400 == pytest.approx(40, rel=1e-3)


def test_a_picture_names_both(built):
    here = built(BACKED)
    words = [each for link in topology(here.survey, the_point(here)).links for each in link.words]
    assert any(", else " in each for each in words)


@pytest.mark.parametrize(("pairs", "says"), [
    ([("fibre", "air")], "other ends"),
    ([("fibre", "radio"), ("radio", "fibre")], "backed up itself"),
    ([("fibre", "far")], "no link of the site"),
])
def test_a_backup_that_is_none_is_refused_with_its_place(yard, pairs, says):
    known = yard(links=LINKS, more=CLOUD + SITE).knowledge
    at = known.site.removesuffix("yard")
    said = {(at + one, tw("backedUpBy"), at + other): Place("yard.ttl", 9) for one, other in pairs}
    asserted = known.asserted.altered((), said, said)
    with pytest.raises(TopologyError, match=says) as refusal:
        _ = Planner(replace(known, asserted=asserted)).ways
    assert str(refusal.value.place) == "yard.ttl:9"
