"""What tests of plans share: planners of the factory and of a yard whose network is in tables."""

from collections.abc import Callable

import pytest

from tierwise.reasoner.change.read import read_change
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.plan.tables import Words
from tierwise.reasoner.planner import Planner, Tables
from tierwise.reasoner.validate.vocabulary import bundled_vocabulary

from .sites import FACTORY, HYBRID, LINKS, NODES, YARD

MOST_KNOWN = 8  # each takes some 30 MB
Yard = Callable[..., Planner]


@pytest.fixture(scope="session")
def factory() -> Planner:
    """Return the example factory with its pipeline."""
    return Planner.load([FACTORY, HYBRID])


@pytest.fixture(scope="session")
def words() -> Words:
    """Return what tables are read by."""
    vocabulary = bundled_vocabulary()
    return Words(vocabulary.facts, vocabulary.units)


@pytest.fixture(scope="session")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Yard:
    """Return a loader of the yard, with other tables, replacements in its Turtle, or more of it."""
    known: dict[object, Planner] = {}

    def loaded(
        *changes: tuple[str, str], nodes: str = NODES, links: str = LINKS, more: str = "",
        routing: str = "routed", by: str = "latency",
    ) -> Planner:
        text = YARD.replace("ROUTING", routing) + more
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        key = (text, nodes, links, by)
        if key not in known:
            if len(known) == MOST_KNOWN:
                del known[next(iter(known))]
            folder = tmp_path_factory.mktemp("yard")
            for name, content in (("yard.ttl", text), ("nodes.csv", nodes), ("links.csv", links)):
                (folder / name).write_text(content, encoding="utf-8")
            tables = Tables(folder / "nodes.csv", folder / "links.csv")
            known[key] = Planner.load([folder / "yard.ttl"], tables, by)
        known[key] = known.pop(key)  # what was asked for last is let go of last
        return known[key]

    return loaded


@pytest.fixture
def supposing() -> Callable[..., Planner]:
    """Return a planner with figures changed, each as `NAME.PROPERTY=VALUE`, without a new load."""

    def changed(planner: Planner, *texts: str) -> Planner:
        known = planner.knowledge
        changes = [read_change(known, each) for each in texts]
        return Planner(Engine(known).changed(changes).knowledge, planner.links, planner.by)

    return changed
