"""What all tests share: a cache folder of their own, no colour, and one checker."""

import gc
import os
from collections import Counter
from pathlib import Path

import pytest

# Snapshots are keyed by content, so that one folder serves all runs and all workers.
os.environ.setdefault(
    "TIERWISE_CACHE_DIR", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "tierwise")
)
os.environ["NO_COLOR"] = "1"
# No test reads what the user who runs it has collected.
os.environ["TIERWISE_COLLECTION"] = str(Path(__file__).parent / "no-collection")

# To load an engine makes half a million objects that live on: to look at them 700 at a time is in
# vain. All are looked at as often as by default, so that engines that nobody needs go in time.
gc.set_threshold(50_000, 2, 2)


@pytest.fixture(scope="session")
def checker():
    """Return a checker that has read the installed facts once."""
    # It imports rdflib, which most tests do without.
    from tierwise.reasoner.check.checker import Checker

    return Checker()


@pytest.fixture(scope="session")
def built_upon():
    """Return the maker of knowledge of the vocabulary, without the catalogue, and of own facts.

    The vocabulary is read, and what follows from it inferred, once for all of them.
    """
    # They import the store of triples, which most tests do without.
    from tierwise.reasoner.bundle import Bundled, bundled_ground, bundled_rules, bundled_sources
    from tierwise.reasoner.load.memory import Memory
    from tierwise.reasoner.load.merging import laid
    from tierwise.reasoner.upon import Asked, added_to

    vocabulary = [each for each in bundled_sources() if "catalog/" not in each.name]
    rules, memory = bundled_rules(), Memory()  # of formulas: each is compiled once
    bundled = Bundled.of(vocabulary, rules)
    ground = bundled_ground(bundled)

    def built_upon_(facts, names):
        added = added_to(ground, facts, Asked(rules, None, names), memory, bundled.written)
        assert added is not None, "the facts bear on figures of the vocabulary"
        return laid(ground, added, ())

    return built_upon_


@pytest.fixture(scope="session")
def knowledge_of(built_upon):
    """Return the maker of knowledge of the vocabulary, without the catalogue, and of a text."""
    # They import rdflib, which most tests do without.
    from tierwise.reasoner.source import Source
    from tierwise.reasoner.written import parse

    def knowledge_of_(text, name="world.ttl"):
        return built_upon(parse([Source(name, text)]), {name})

    return knowledge_of_


def pytest_terminal_summary(terminalreporter):
    """Print the sums of what tests recorded as counted, from all workers."""
    counted = Counter()
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties:
            counted[name] += value
    for name, value in sorted(counted.items()):
        terminalreporter.write_line(f"{name}: {value:,}")
