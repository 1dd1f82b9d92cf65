"""Time placement: strata 1 and 2 on a large catalogue; benchmarks/start.py times the commands.

    python benchmarks/place.py

Prints seconds, and the ratio to a baseline of the same run on the same machine: loading the bundled
catalogue from the cache.  The large catalogue is the bundled one with its products
and variants copied under new IRIs, until there are 300 nodes and 300 variants of tasks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from statistics import median

from tierwise.reasoner.decide.judge import judge
from tierwise.reasoner.decide.paths import paths
from tierwise.reasoner.decide.targets import nodes, questions, targets
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import Place
from tierwise.reasoner.facts import Fact, Facts
from tierwise.reasoner.figures import Figures
from tierwise.reasoner.infer.fixpoint import infer
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.namespaces import tw

RUNS = 5
MANY = 300


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes, in s."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def copies(facts: Facts, things: Sequence[str], wanted: int) -> list[Fact]:
    """Return copies of things, in turn, until there are as many as wanted."""
    found = []
    for number in range(wanted - len(things)):
        thing = things[number % len(things)]
        copy = f"{thing}-copy-{number}"
        for predicate, objects in facts.properties(thing).items():
            found += [Fact(copy, predicate, each, Place("a copy")) for each in objects]
        for subject, predicate in _pointing_at(facts, thing):
            found.append(Fact(subject, predicate, copy, Place("a copy")))
    return found


def _pointing_at(facts: Facts, thing: str) -> Iterable[tuple[str, str]]:
    for predicate in (tw("hasVariant"), tw("hasNode")):
        for subject in facts.subjects(predicate, thing):
            yield subject, predicate


def large(knowledge: Knowledge) -> Knowledge:
    """Return the catalogue with MANY products, and MANY variants of tasks."""
    asserted = knowledge.asserted
    products = nodes(knowledge)
    asked = questions(knowledge, asserted.instances(tw("Task")))
    tasks = sorted({each.task for each in asked if each.variant})
    per_task = len([each for each in asked if each.variant]) / len(tasks)
    wanted = round(MANY / per_task)
    more = [*copies(asserted, products, MANY), *copies(asserted, tasks, wanted)]
    places = [Fact(*each, Place("the catalogue")) for each in asserted.triples]
    copied = {each.subject for each in more if "-copy-" in each.subject}
    originals = {each: each.rsplit("-copy-", 1)[0] for each in copied}
    stated = knowledge.figures.by_property
    figures = [
        replace(of_subject[original], subject=copy)
        for of_subject in stated.values()
        for copy, original in originals.items()
        if original in of_subject
    ]
    return Knowledge(
        Facts.of([*places, *more]), {}, Figures((*knowledge.figures.all, *figures)),
        knowledge.definitions, knowledge.rules, knowledge.units, None,
    )


def strata() -> dict[str, float]:
    """Return the times of strata 1 and 2 on the large catalogue, in s."""
    stated = large(Engine.load().knowledge)
    inferred = {}
    first = seconds(lambda: inferred.update(infer(stated.asserted, stated.rules)))
    known = Knowledge(
        stated.asserted, inferred, stated.figures, stated.definitions, stated.rules,
        stated.units, None,
    )
    chosen = nodes(known)
    asked = [q for q in questions(known, known.facts.instances(tw("Task"))) if q.variant]
    candidates = targets(known, chosen)
    routes = paths(known, {each.source or "" for each in asked}, chosen)
    print(f"{len(chosen)} nodes with {len(candidates)} targets, {len(asked)} variants of tasks")
    second = median(
        seconds(lambda: judge(known, asked, candidates, routes)) for _ in range(RUNS)
    )
    return {"stratum 1: infer": first, "stratum 2: judge": second}


def main() -> None:
    """Print all times and their ratios to the baselines."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    Engine.load()
    loading = median(seconds(Engine.load) for _ in range(RUNS))
    print(f"{'':28}{'seconds':>9}{'× loading':>11}")
    for name, taken in {"load from the cache": loading, **strata()}.items():
        print(f"{name:28}{taken:9.3f}{taken / loading:11.1f}")


if __name__ == "__main__":
    main()
