"""Another runtime on the same unit, where a node says which it has and lacks one that would do."""

from __future__ import annotations

from collections.abc import Iterator

from ..change_set import Change
from ..namespaces import local_name, tw
from ..placement import NodeResult
from ..repair_option import Proposal, Step
from ..trial import Decided, Trial
from ..verdict import Verdict
from .shortfall import Standing, standing

KIND = tw("other-runtime")
INSTALLED = tw("installedRuntime")


def other_runtimes(trial: Trial, result: NodeResult) -> Iterator[Proposal]:
    """Yield the runtimes with which a task would not fail at a node that does not have them.

    Where a node states no runtime each was tried already: a runtime is a choice like any other.
    """
    best: dict[str, int] = {}
    for decision, runtime, columns in _tried(trial, result):
        best[runtime] = max(int(decision.total[:, columns].max()), best.get(runtime, 0))
    for runtime in sorted(best, key=lambda each: (-best[each], each)):
        if best[runtime] > Verdict.INFEASIBLE:
            yield _proposal(trial, result, runtime)


def nearer_runtimes(trial: Trial, result: NodeResult, before: Standing) -> Iterator[Proposal]:
    """Yield the runtimes with which a task would still fail, but less, the least first."""
    found = []
    for decision, runtime, columns in _tried(trial, result):
        after = standing(trial.knowledge, decision, range(len(decision.questions)), columns)
        if after.misses and after.is_nearer(before):
            found.append((after.order, runtime))
    for _, runtime in sorted(found):
        yield _proposal(trial, result, runtime)


def _tried(trial: Trial, result: NodeResult) -> Iterator[tuple[Decided, str, list[int]]]:
    """Yield the verdicts if all were installed, with each runtime that is not, and its targets."""
    facts, installed = trial.knowledge.facts, _installed(trial, result)
    others = sorted(set(facts.instances(tw("Runtime"))) - set(installed))
    if not installed or not others:
        return
    sketch = trial.sketched([Change(result.node, INSTALLED, (*installed, *others))])
    for decision in sketch.decide([result.task], [result.node]):
        for runtime in others:
            columns = [j for j, each in enumerate(decision.targets) if each.runtime == runtime]
            if columns:
                yield decision, runtime, columns


def _installed(trial: Trial, result: NodeResult) -> list[str]:
    facts = trial.knowledge.facts
    return list(
        facts.objects(result.node, INSTALLED) or facts.objects(result.target.hardware, INSTALLED)
    )


def _proposal(trial: Trial, result: NodeResult, runtime: str) -> Proposal:
    installed = _installed(trial, result)
    now = ", ".join(map(local_name, sorted(installed)))
    change = Change(result.node, INSTALLED, (*installed, runtime))
    step = Step(KIND, result.node, INSTALLED, now, local_name(runtime), changes=(change,))
    return Proposal((step,), result.node)
