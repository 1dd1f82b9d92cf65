"""The commands `what-if` and `repair`: what they print, their JSON, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

import tierwise
from tierwise.cli.main import cli
from tierwise.cli.render.repair import repairs_text
from tierwise.reasoner.candidate import Question, Target
from tierwise.reasoner.conflict_set import Conflict, NothingFits, Relaxation
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.namespaces import tw
from tierwise.reasoner.placement import NodeResult
from tierwise.reasoner.repair_option import BRIEF, WIDE, Repairs
from tierwise.reasoner.requirement import Requirement
from tierwise.reasoner.verdict import Verdict

ROOT = Path(tierwise.__file__).parent
SITE = ("--site", str(ROOT / "examples" / "factory-three-levels.ttl"))
EXAMPLE = str(next((ROOT / "examples" / "scenarios").glob("ex-04-*.ttl")))
CALLS = [
    ("what-if", ["--set", "keyword-spotting.deadline=10 ms"]),
    ("what-if", ["--set", "press-sensor.instanceOf=esp32-s3", "--set", "press-wifi.jitter=none"]),
    ("what-if", ["--set", "factory.hasNode=press-sensor", "keyword-spotting"]),
    ("repair", ["keyword-spotting", "hall-gateway"]),
    ("repair", ["keyword-spotting", "press-sensor"]),
    ("repair", ["generative-ai-chat", "press-sensor"]),
]


def ended(*call: str) -> tuple[int, str]:
    found = CliRunner().invoke(cli, call, standalone_mode=False, catch_exceptions=False)
    return found.return_value or 0, found.output


@pytest.mark.parametrize(("name", "call"), CALLS, ids=[" ".join([n, *c]) for n, c in CALLS])
def test_json_is_as_its_schema_says(name, call):
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    _, output = ended(name, *call, *SITE, "--format", "json")
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(output))) == []


def test_what_if_says_what_flips_and_why():
    _, output = ended("what-if", "--set", "keyword-spotting.deadline=10 ms", *SITE)
    lines = [each.strip() for each in output.splitlines()]
    assert lines[:2] == [
        "If keyword-spotting.deadline were 10 ms (100 ms now):",
        "keyword-spotting: device, on press-sensor (feasible) → nowhere (infeasible)",
    ]
    assert "then compute time is 43.42 ms, 10 ms are allowed" in lines


def test_a_change_that_flips_nothing_says_so():
    _, output = ended("what-if", "--set", "press-wifi.uplinkRate=30 Mbit/s", *SITE)
    assert "verdicts flips" in output


def test_repair_puts_conflicts_first_where_nothing_fits():
    code, output = ended("repair", "classify-on-h747-internal", "--site", EXAMPLE)
    assert output.index("can't be met together") < output.index("What would have to change")
    assert code == 0


UNHEARD_OF = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/attic#> .
ex:attic a tw:Site ; tw:dataArisesAt ex:board ; tw:hasNode ex:board .
ex:board a tw:Node ; tw:instanceOf cat:esp32-s3 ; tw:role tw:device-level .
ex:int5 a tw:NumericType .  # that no runtime executes
ex:lark a tw:ModelVariant ; tw:numericType ex:int5 .
ex:sing a tw:Task ; tw:hasVariant ex:lark .
"""


def test_repair_ends_with_a_no_where_nothing_mends_it(tmp_path):
    (tmp_path / "attic.ttl").write_text(UNHEARD_OF, encoding="utf-8")
    code, output = ended("repair", "sing", "board", "--site", str(tmp_path / "attic.ttl"))
    assert (code, "No change, and no combination" in output) == (1, True)


def test_repair_of_what_runs_says_that_nothing_has_to_change():
    code, output = ended("repair", "keyword-spotting", "press-sensor", *SITE)
    assert (code, "Nothing has to change" in output) == (0, True)


@pytest.mark.parametrize(("breadth", "said"), [
    (BRIEF, "7 more combinations should work; they were not run again: --all runs more.\n"
            "Not run: more of another product (3 of a kind are the most): --all runs more."),
    (WIDE, "7 more combinations should work; they were not run again (40 at a node are the most): "
           "--most 18 runs more.\n"
           "Not run: more of another product (9 of a kind are the most): --most 18 runs more."),
])
def test_what_a_search_leaves_is_said_with_its_bound_and_how_to_get_more(site, breadth, said):
    placed = NodeResult(
        "t", "n", None, Verdict.INFEASIBLE, Question("t", None, None, None, None),
        Target("n", "h", None), (), (), (), None, None, None,
    )
    left = (tw("other-product"),)
    found = Repairs("t", "n", Verdict.INFEASIBLE, placed, (), None, (), (), 7, breadth, left)
    assert said in repairs_text(site().knowledge, found)


def test_what_conflicts_fits_a_screen_and_the_rest_is_counted(site):
    knowledge: Knowledge = site().knowledge
    asked = [Requirement("urn:t", f"need-{i}", "urn:p", str(i), ()) for i in range(9)]
    fits = NothingFits(
        "urn:t", 9, tuple(Conflict((each,)) for each in asked), (Relaxation(tuple(asked), ()),)
    )
    found = Repairs("urn:t", None, Verdict.INFEASIBLE, None, (), fits, ())
    brief, whole = (repairs_text(knowledge, found, each) for each in (False, True))
    assert ("6 more: --all shows them" in brief, "need-8 8\n" in brief) == (True, False)
    assert ("more" in whole, "need-8 8\n" in whole) == (False, True)
