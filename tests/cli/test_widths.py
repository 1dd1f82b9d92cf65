"""Tables on narrow terminals: names stay whole, and what has no room is left out and named."""

from __future__ import annotations

from pathlib import Path

import pytest

import tierwise
from tierwise.cli.render import terminal
from tierwise.cli.render.placement import placements_text
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name

SITE = Path(tierwise.__file__).parent / "examples" / "factory-three-levels.ttl"
WIDTHS = [80, 100, 120, 160]


@pytest.fixture(scope="module")
def factory() -> Engine:
    return Engine.load([SITE])


@pytest.fixture(params=WIDTHS)
def wide(request, monkeypatch) -> int:
    monkeypatch.setattr(terminal, "width", lambda: request.param)
    return request.param


def test_no_line_is_wider_than_the_terminal_and_no_name_of_a_node_is_broken(factory, wide):
    results = factory.place([factory.find("gesture-recognition", "Task")])
    lines = placements_text(factory.knowledge, results, True).splitlines()
    starts = {line.split(" ")[0] for line in lines}
    assert max(map(len, lines)) <= wide
    assert {local_name(each.node) for each in results[0].nodes} <= starts


def test_no_name_of_a_constraint_is_broken(factory, wide):
    results = factory.place([factory.find("gesture-recognition", "Task")])
    words = placements_text(factory.knowledge, results, True).replace(",", " ").split()
    names = {name for node in results[0].nodes for name in (*node.failed, *node.unknown)}
    assert names <= {word.rstrip(";") for word in words}


def test_each_task_of_a_summary_keeps_to_one_line(factory, wide):
    lines = placements_text(factory.knowledge, factory.place(), False).splitlines()
    names = {local_name(each) for each in factory.tasks()}
    assert {line.split(" ")[0] for line in lines} >= names
    assert max(map(len, lines)) <= wide


def test_what_has_no_room_is_named(factory, wide):
    results = factory.place([factory.find("gesture-recognition", "Task")])
    lines = placements_text(factory.knowledge, results, False).splitlines()
    headings = next(line for line in lines if line.startswith("node "))
    missing = [each for each in ("with", "monthly cost", "time", "level") if each not in headings]
    named = [line.split("no room for: ")[1].strip() for line in lines if "no room for: " in line]
    assert named == ([", ".join(missing)] if missing else [])
