"""Split: the model runs where the data can be reduced, and only its result is sent on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..change_set import Change
from ..facts import literal
from ..figures import Figure
from ..knowledge import Knowledge
from ..namespaces import RDF_TYPE, RDFS_LABEL, local_name, tw
from ..placement import NodeResult
from ..repair_option import Proposal, Step
from ..verdict import Verdict
from .relax import stated_as

KIND = tw("split")
_OUTPUT, _RATE, _PASS = tw("outputBytes"), tw("inputRate"), tw("passRate")


def splits(
    knowledge: Knowledge, result: NodeResult, others: Sequence[NodeResult]
) -> Iterator[Proposal]:
    """Yield the nodes at which a task's model could run if only its result went on to the node.

    Only where the task says how large a result is, and how often there is one.
    """
    figures = knowledge.figures.chosen
    output, rate = figures.get((result.task, _OUTPUT)), figures.get((result.task, _RATE))
    if knowledge.site is None or output is None or rate is None:
        return
    if result.question.variant is None:
        return  # without a model nothing reduces the data
    share = figures.get((result.task, _PASS))
    for other in others:
        if other.node == result.node or other.verdict == Verdict.INFEASIBLE:
            continue
        pipeline = f"urn:tierwise:split#{local_name(result.task)}"
        step = Step(
            KIND, result.task, None, local_name(result.node),
            f"{local_name(other.node)} and {local_name(result.node)}",
            note=f"only the result of {knowledge.show('outputBytes', output.value)} is sent on",
            changes=_pipeline(knowledge, pipeline, result, output, rate, share), to=other.node,
        )
        yield Proposal((step,), other.node, pipeline, (other.node, result.node))


def _pipeline(
    knowledge: Knowledge, pipeline: str, result: NodeResult, output: Figure, rate: Figure,
    share: Figure | None,
) -> tuple[Change, ...]:
    """Return the facts of a pipeline: the task, then one that takes its result at the node."""
    rest, flow = f"{pipeline}-result", f"{pipeline}-flow"
    often = rate.value * (share.value if share else 1.0)
    size = f"{output.value!r}"
    return (
        *_new(pipeline, "Pipeline"), *_new(rest, "Task"), *_new(flow, "Flow"),
        Change(pipeline, tw("hasTask"), (result.task, rest)),
        Change(pipeline, tw("hasFlow"), (flow,)),
        Change(flow, tw("fromTask"), (result.task,)), Change(flow, tw("toTask"), (rest,)),
        # The result is wanted where the task was asked for.
        Change(rest, tw("dataMustResideIn"), (result.node,)),
        Change(rest, tw("function"), (tw("store"),)),
        stated_as(knowledge, rest, tw("inputBytes"), size),
        stated_as(knowledge, rest, _RATE, f"{often!r}"),
        stated_as(knowledge, flow, tw("flowBytes"), size),
        stated_as(knowledge, flow, tw("flowRate"), f"{often!r}"),
    )


def _new(thing: str, class_: str) -> tuple[Change, ...]:
    return (
        Change(thing, RDF_TYPE, (tw(class_),)),
        Change(thing, RDFS_LABEL, (literal(local_name(thing)),)),
    )
