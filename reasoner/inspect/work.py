"""Sums of the operators' work: MACs in all and by class, and what could not be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STANDARD, DEPTHWISE = "standard-convolution", "depthwise-convolution"
POINTWISE, DENSE = "pointwise-convolution", "dense"
ATTENTION, OTHER = "attention", "other"
OPERATOR_CLASSES = (STANDARD, DEPTHWISE, POINTWISE, DENSE, ATTENTION, OTHER)


@dataclass(frozen=True)
class Work:
    """What one operator computes, of those that do: element-wise ones and pooling have no work.

    `operator_class` is None for an operator that computes but that no rule covers (custom, control
    flow); `macs` is None for these, and where a rule lacks a shape. DEPTHWISE has a filter for each
    channel, POINTWISE a kernel of one position; recurrent operators are OTHER; ATTENTION is a
    product of two activations.
    """

    operator_class: str | None
    macs: int | None


@dataclass(frozen=True)
class TotalWork:
    """The MACs of one inference; None if operators compute but not one of them has its shapes."""

    macs: int | None
    is_lower_bound: bool
    by_class: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def total_work(operators: Sequence[tuple[str, Work | None]]) -> TotalWork:
    """Return the sum over (operator name, work) pairs, with notes on what it leaves out.

    >>> total_work([("CONV_2D", Work(STANDARD, 5)), ("CUSTOM:Fft", Work(None, None))]).notes
    ('MACs not counted, as no rule covers the operator: CUSTOM:Fft x1',)
    """
    named = [(name, work) for name, work in operators if work is not None]
    shapeless = [name for name, work in named if work.macs is None and work.operator_class]
    unruled = [name for name, work in named if work.operator_class is None]
    counted = [(work.operator_class, work.macs) for _, work in named if work.macs is not None]
    by_class = dict.fromkeys(OPERATOR_CLASSES, 0)
    for operator_class, macs in counted:
        by_class[operator_class or OTHER] += macs
    return TotalWork(
        macs=None if shapeless and not counted else sum(by_class.values()),
        is_lower_bound=bool(shapeless or unruled),
        by_class=tuple(by_class.items()),
        notes=(
            *_left_out("shapes are unknown", shapeless),
            *_left_out("no rule covers the operator", unruled),
        ),
    )


def _left_out(why: str, names: Sequence[str]) -> Iterable[str]:
    if names:
        yield f"MACs not counted, as {why}: {listed(Counter(names))}"


def listed(counts: Counter[str]) -> str:
    """Return counted names, sorted, the first ten of them.

    >>> listed(Counter(["If", "Conv", "If"]))
    'Conv x1, If x2'
    """
    shown = [f"{name} x{count}" for name, count in sorted(counts.items())]
    return ", ".join(shown[:10] + (["…"] if len(shown) > 10 else []))
