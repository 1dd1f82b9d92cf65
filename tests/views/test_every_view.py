"""What holds for every view: the command offers it, it is deterministic, and no two steps mix."""

from __future__ import annotations

import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from tierwise.cli.explain import explain_command
from tierwise.cli.render.proof.outline import FULL, View
from tierwise.cli.render.proof.svg import proof_svg
from tierwise.cli.render.proof.views import proof_view
from tierwise.cli.render.proof.wrapping import one_line

from .conftest import FACTORY

FORMATS = ["dot", "html", "markdown", "mermaid", "svg", "ttl"]
BEGINS = {
    "dot": "digraph", "html": "<!DOCTYPE html>", "markdown": "- ", "mermaid": "flowchart",
    "svg": "<svg", "ttl": "@prefix",
}


SAYS_DIGESTS = """
import hashlib, sys
from pathlib import Path
from tierwise.cli.render.proof.outline import FULL, View
from tierwise.cli.render.proof.views import proof_view
from tierwise.reasoner.engine import Engine
engine = Engine.load([Path(sys.argv[1])])
engine.require_site(Path(sys.argv[1]))
task, node = engine.find("keyword-spotting", "Task"), engine.find("hall-gateway", "Node")
proof = engine.explain(task, node)
for form in sys.argv[2:]:
    for view in (View(), View(FULL)):
        text = proof_view(engine.knowledge, proof, view, form)
        print(form, view.depth, hashlib.sha256(text.encode()).hexdigest())
"""


def digests(seed: str) -> str:
    """Return the digest of each view as another process makes it, with sets in another order."""
    made = subprocess.run(
        [sys.executable, "-c", SAYS_DIGESTS, str(FACTORY), *FORMATS], capture_output=True,
        encoding="utf-8", check=True, timeout=120, env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return made.stdout


def test_every_view_is_the_same_in_every_process():
    first = digests("1")
    assert len(first.splitlines()) == 2 * len(FORMATS)
    assert digests("2") == first


@pytest.mark.parametrize("form", FORMATS)
def test_a_view_ends_with_one_line_break(form, knowledge, proofs):
    text = proof_view(knowledge, proofs["feasible"], View(), form)
    assert text.endswith("\n") and not text.endswith("\n\n")


@pytest.mark.parametrize("form", FORMATS)
def test_explain_prints_each_view(form):
    made = CliRunner().invoke(
        explain_command,
        ["keyword-spotting", "press-sensor", "--site", str(FACTORY), "--format", form],
        standalone_mode=False,
    )
    assert made.exception is None
    assert made.stdout.startswith(BEGINS[form])


@pytest.mark.parametrize("form", ["dot", "html", "markdown", "mermaid", "svg"])
def test_no_view_for_people_passes_on_what_steers_a_terminal_or_a_page(form, knowledge, hostile):
    text = proof_view(knowledge, hostile, View(FULL), form)
    assert [each for each in text if each != "\n" and not each.isprintable()] == []


def test_a_hostile_picture_is_valid_xml_with_every_text_as_it_was(hostile):
    picture = ElementTree.fromstring(proof_svg(hostile, View(FULL)))
    text = "".join("".join(picture.itertext()).split())
    assert [e.sentence for e in hostile.steps
            if "".join(one_line(e.sentence).split()) not in text] == []
