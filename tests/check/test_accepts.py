"""The checker accepts what the engine proves: verdicts of each kind, levels and facts."""

import json
from pathlib import Path

import jsonschema
import pytest

from tierwise.reasoner.check.document import FIELDS

from .conftest import ROOT, fact_document, level_document, node_document

SCHEMA = json.loads((ROOT / "docs/schemas/proof.schema.json").read_text(encoding="utf-8"))

ON_SITE = {
    "feasible, settled by a run": ("keyword-spotting", "press-sensor", "feasible"),
    "infeasible, over links": ("vibration-anomaly-detection", "cloud-t4", "infeasible"),
    "infeasible, by a set": ("keyword-spotting", "cloud-t4", "infeasible"),
    "a language model": ("generative-ai-chat", "cloud-a100", "feasible"),
    "unknown, by a missing figure": ("generative-ai-chat", "hall-gateway", "unknown"),
    "conditional": ("retail-edge-server", "hall-gateway", "conditional"),
}
ANYWHERE = [
    ("keyword-spotting", "raspberry-pi-5-8gb"), ("keyword-spotting", "esp32-s3"),
    ("industrial-vision-pipeline", "jetson-agx-orin"), ("fleet-analytics", "aws-g5-xlarge"),
]


def root(document):
    return document["inferences"][-1]


@pytest.mark.parametrize("name", ON_SITE)
def test_a_verdict_at_a_node_of_a_site_is_accepted(name, factory, refused):
    task, node, verdict = ON_SITE[name]
    document = node_document(factory, task, node)
    assert (root(document)["verdict"], refused(document)) == (verdict, None)


@pytest.mark.parametrize(("task", "node"), ANYWHERE)
def test_a_verdict_on_a_product_of_the_catalogue_is_accepted(task, node, catalogue, refused):
    assert refused(node_document(catalogue, task, node)) is None


@pytest.mark.parametrize("node", ["hall-gateway", "cloud-t4", "press-sensor"])
def test_a_verdict_of_a_task_without_a_model_is_accepted(node, hybrid, refused):
    document = node_document(hybrid, "correlate-hall", node)
    assert "variant" not in next(e for e in document["inferences"] if e["kind"] == "choice")
    assert refused(document) is None


@pytest.mark.parametrize("task", ["keyword-spotting", "generative-ai-chat", "smart-building"])
def test_a_verdict_on_the_level_is_accepted(task, factory, refused):
    assert refused(level_document(factory, task)) is None


def rules():
    folder = ROOT / "queries" / "rules"
    return sorted(path.stem for path in folder.glob("*.rq"))


@pytest.mark.parametrize("rule", rules())
def test_a_fact_that_a_rule_infers_is_accepted(rule, factory, warehouse, catalogue, refused):
    engine = next(
        each for each in (factory, warehouse, catalogue)
        if rule in each.knowledge.inferred.values()
    )
    assert refused(fact_document(engine, rule)) is None


@pytest.mark.parametrize("node", ["scanner", "rack", "machine"])
def test_a_verdict_over_links_that_state_little_is_accepted(node, warehouse, refused):
    assert refused(node_document(warehouse, "count-parcels", node)) is None


def test_a_verdict_over_a_link_whose_technology_has_no_limit_is_accepted(bakery, refused):
    document = node_document(bakery, "listen", "mixer")
    said = [each["conclusion"] for each in document["inferences"]]
    assert "bus unlimited uplinkRate" in said
    assert "path uplink rate is ∞ Mbit/s: minimum over the 1 links of the path" in said
    assert refused(document) is None


def test_a_verdict_on_degrees_is_accepted_with_their_difference_in_kelvin(bakery, refused):
    document = node_document(bakery, "glow", "oven")
    assert "10 K too hot" in [each.get("margin") for each in document["inferences"]]
    assert refused(document) is None


def test_the_schema_describes_what_the_engine_writes(factory):
    jsonschema.validate(node_document(factory, "keyword-spotting", "cloud-t4"), SCHEMA)


def test_the_schema_has_the_kinds_and_fields_that_the_checker_reads():
    common = {"conclusion", "ruleName", "premises", "kind"}
    of_schema = {
        each["properties"]["kind"]["const"]: set(each["properties"]) - common
        for each in SCHEMA["$defs"]["inference"]["oneOf"]
    }
    assert of_schema == {kind: set(fields) for kind, fields in FIELDS.items()}


def test_each_kind_has_a_section_in_the_description_of_the_format():
    text = Path(ROOT / "docs/proof-format.md").read_text(encoding="utf-8")
    assert [kind for kind in FIELDS if f"\n### {kind}\n" not in text] == []
