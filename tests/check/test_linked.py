"""Proofs over facts that were written as YAML or JSON-LD are checked against those files."""

import json

import pytest

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.written import Written, write

from .conftest import ROOT, node_document


@pytest.fixture(scope="module", params=["yaml", "jsonld"])
def document(request, tmp_path_factory):
    """Return the proof over a site that is written in each form."""
    own = ROOT / "examples" / "own-board.ttl"
    file = tmp_path_factory.mktemp("linked") / f"own-board.{request.param}"
    facts = Written().parse(own.read_text(encoding="utf-8"), own.name)
    file.write_text(write(facts, request.param), encoding="utf-8")
    return node_document(Engine.load([file]), "hear-glass", "shed")


def test_a_proof_over_such_a_file_holds(document, checker):
    assert checker.check(json.dumps(document)).refusals == ()


def test_a_line_of_such_a_file_that_is_moved_is_refused(document, checker):
    moved = json.loads(json.dumps(document))
    stated = next(e for e in moved["inferences"] if "own-board" in e.get("file", ""))
    stated["line"] += 1
    assert checker.check(json.dumps(moved)).refusals
