"""A proof of other versions of the files: which of its facts differ today."""

import json

import pytest

from tierwise.reasoner.engine import Engine

from .conftest import SITE, node_document


@pytest.fixture(scope="module")
def before(tmp_path_factory, at_root):
    """Return a file of a site and the proof of it, before anybody changes the file."""
    file = tmp_path_factory.mktemp("site") / "site.ttl"
    with open(SITE, encoding="utf-8") as stream:
        file.write_text(stream.read(), encoding="utf-8")
    engine = Engine.load([file])
    return file, node_document(engine, "vibration-anomaly-detection", "cloud-t4")


def changed(before, old, new):
    file, document = before
    with open(SITE, encoding="utf-8") as stream:
        text = stream.read()
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return json.dumps(document)


def test_a_figure_that_changed_is_named_with_its_line_and_both_values(before, checker):
    text = changed(before, 'tw:latencyP95 "25 ms"', 'tw:latencyP95 "35 ms"')
    versions, figure = checker.check(text).refusals
    assert versions.what == "the proof is of other versions of the files"
    assert f"{before[0]}:" in figure.what
    assert "latency p95 25 ms" in figure.found
    assert "latency p95 35 ms" in figure.expected


def test_a_fact_that_is_gone_is_named(before, checker):
    old = "tw:from ex:hall-gateway ; tw:to ex:cloud-t4"
    text = changed(before, old, "tw:from ex:hall-gateway ; tw:to ex:cloud-l4")
    gone = [each.found for each in checker.check(text).refusals]
    assert "fibre-t4 to cloud-t4" in gone


def test_a_change_that_touches_none_of_its_facts_is_still_another_version(before, checker):
    text = changed(before, "A factory with three levels", "A factory")
    assert [e.what for e in checker.check(text).refusals] == [
        "the proof is of other versions of the files"
    ]
