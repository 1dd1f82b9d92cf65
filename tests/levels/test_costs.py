"""Where drivers leave levels level, the lower monthly cost decides, as far as it is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tierwise.cli.render.proof.document import proof_document
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name

BASE = Path(__file__).parent.parent / "constraints" / "base.ttl"
EX = "https://example.org/fixture#"
TASK = f"{EX}plain"
HARDWARE = "tw:hasPart :unit , :bus , :memory , :flash ; tw:storesIn :flash"
# The product of the base costs 100 USD over five years and 5 W: 2.58 USD a month.
MORE = f"""
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix : <https://example.org/fixture#> .
:plain a tw:Task ; tw:hasVariant :variant ; tw:inputBytes "1000 B" ; tw:inputRate "1 Hz" .
:dear a tw:HardwareModel ; {HARDWARE} ; tw:price "300 USD" ; tw:activePower "5 W" .
:unpriced a tw:HardwareModel ; {HARDWARE} ; tw:activePower "5 W" .
:hungry a tw:HardwareModel ; {HARDWARE} ; tw:activePower "50 W" .
"""
# The products of the device, the gateway and the cloud, and what is concluded.
CASES = {
    "all known, one lower": (
        ("product", "dear", "dear"), {"device"}, "monthly cost"),
    "all known and equal": (
        ("product", "product", "product"), {"cloud", "device", "gateway"}, "nothing: a tie"),
    "one unknown is neither lower nor higher": (
        ("unpriced", "dear", "product"), {"cloud", "device"},
        "nothing: a tie, for the monthly cost of device is unknown"),
    "none known": (
        ("unpriced", "unpriced", "unpriced"), {"cloud", "device", "gateway"},
        "nothing: a tie, for the monthly cost of cloud and device and gateway is unknown"),
    "what is known of one is more than another costs": (
        ("hungry", "product", "dear"), {"gateway"}, "monthly cost"),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Engine:
    path = tmp_path_factory.mktemp("costs") / "more.ttl"
    path.write_text(MORE, encoding="utf-8")
    return Engine.load([BASE, path])


def bought(base: Engine, products: tuple[str, ...]) -> Engine:
    nodes = ("device", "gateway", "cloud")
    pairs = zip(nodes, products, strict=True)
    return base.changed(base.read_changes([f"{n}.instanceOf={EX}{p}" for n, p in pairs]))


@pytest.mark.parametrize("case", CASES)
def test_a_cost_that_is_not_known_neither_wins_nor_loses(base, case):
    products, levels, decided = CASES[case]
    (result,) = bought(base, products).place([TASK])
    names = {local_name(each).removesuffix("-level") for each in result.concluded}
    assert (names, result.decided_by) == (levels, decided)


def test_a_node_without_a_known_cost_leaves_open_what_its_level_costs_at_least(base):
    two = ["site.hasNode=device,gateway,cloud", "device.instanceOf=unpriced",
           "gateway.role=device-level", f"cloud.instanceOf={EX}product"]
    (result,) = base.changed(base.read_changes(two)).place([TASK])
    assert result.decided_by == "nothing: a tie, for the monthly cost of device is unknown"


@pytest.mark.parametrize("case", [each for each in CASES if "unknown" in each or "more" in each])
def test_the_checker_comes_to_the_same_conclusion(tmp_path, checker, case):
    products, _, decided = CASES[case]
    site = BASE.read_text(encoding="utf-8") + MORE
    for node, product in zip(("device", "gateway", "cloud"), products, strict=True):
        site = site.replace(f":{node} a tw:Node ; tw:instanceOf :product",
                            f":{node} a tw:Node ; tw:instanceOf :{product}")
    (tmp_path / "site.ttl").write_text(site, encoding="utf-8")
    engine = Engine.load([tmp_path / "site.ttl"])
    document = proof_document(engine.knowledge, engine.explain_level(TASK))
    assert decided in document["finalConclusion"]
    assert checker.check(json.dumps(document)).refusals == ()
