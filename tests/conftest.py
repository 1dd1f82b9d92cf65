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
def knowledge_of():
    """Return the maker of knowledge of the vocabulary, without the catalogue, and of a text."""
    # They import rdflib, which most tests do without.
    from tierwise.reasoner.build import build, parse
    from tierwise.reasoner.bundle import bundled_rules, bundled_sources
    from tierwise.reasoner.load.memory import Memory
    from tierwise.reasoner.source import Source

    vocabulary = parse([each for each in bundled_sources() if "catalog/" not in each.name])
    rules, memory = bundled_rules(), Memory()  # of formulas: each is compiled once

    def knowledge_of_(text, name="world.ttl"):
        facts = [*vocabulary, *parse([Source(name, text)])]
        return build(facts, rules, None, {name}, memory)

    return knowledge_of_


def pytest_terminal_summary(terminalreporter):
    """Print the sums of what tests recorded as counted, from all workers."""
    counted = Counter()
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties:
            counted[name] += value
    for name, value in sorted(counted.items()):
        terminalreporter.write_line(f"{name}: {value:,}")
