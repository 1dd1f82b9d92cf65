"""Another runtime on the same unit, where a node says which it has and lacks one that would do."""

from __future__ import annotations

from collections.abc import Iterator

from ..change_set import Change
from ..namespaces import local_name, tw
from ..placement import NodeResult
from ..repair_option import Proposal, Step
from ..trial import Trial
from ..verdict import Verdict

KIND = tw("other-runtime")
INSTALLED = tw("installedRuntime")


def other_runtimes(trial: Trial, result: NodeResult) -> Iterator[Proposal]:
    """Yield the runtimes with which a task would not fail at a node that does not have them.

    Where a node states no runtime each was tried already: a runtime is a choice like any other.
    """
    facts, node = trial.knowledge.facts, result.node
    installed = facts.objects(node, INSTALLED) or facts.objects(result.target.hardware, INSTALLED)
    others = sorted(set(facts.instances(tw("Runtime"))) - set(installed))
    if not installed or not others:
        return
    sketch = trial.sketched([Change(node, INSTALLED, (*installed, *others))])
    best: dict[str, int] = {}
    for decision in sketch.decide([result.task], [node]):
        for j, target in enumerate(decision.targets):
            if target.runtime and target.runtime not in installed:
                verdict = int(decision.total[:, j].max())
                best[target.runtime] = max(verdict, best.get(target.runtime, 0))
    for runtime in sorted(best, key=lambda each: (-best[each], each)):
        if best[runtime] > Verdict.INFEASIBLE:
            now = ", ".join(map(local_name, sorted(installed)))
            step = Step(KIND, node, INSTALLED, now, local_name(runtime))
            yield Proposal((step,), (Change(node, INSTALLED, (*installed, runtime)),), node)
