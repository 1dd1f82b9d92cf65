"""Render why no placement is feasible: what can't be met together, and what comes nearest to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...reasoner.namespaces import local_name
from ...reasoner.plan_report import Refusal
from ...reasoner.plan_result import PlanResult

_MOST = 5  # of each kind that fit a screen; --format json has all
_LONGER = 3  # requirements by which a relaxation may be longer than the shortest


def conflict_lines(result: PlanResult, told: Sequence[Refusal] = ()) -> Iterator[str]:
    """Yield the conflicts, what would have to give way, and `told`: what that asks and misses."""
    for each in result.hopeless:
        yield f"Nothing can be given up for {each}: it has no option at all."
    whole = "" if result.is_complete else " (not all of them)"
    if result.conflicts:
        yield f"Requirements that no placement meets together{whole}:"
        yield from _first([" + ".join(each) for each in _short(result.conflicts)],
                          len(result.conflicts))
    if result.relaxations:
        yield f"It would be feasible without{whole}:"
        shown = _short([each.requirements for each in result.relaxations])
        yield from _first([" and ".join(each) for each in shown], len(result.relaxations))
    lines = [refusal_words(each) for each in told if each.sentence is not None]
    if lines:
        yield "What these ask, and what comes nearest to it:"
        yield from (f"  {each}" for each in lines)


def to_be_told(result: PlanResult) -> tuple[str, ...]:
    """Return the requirements that are shown as what would have to give way, each once."""
    shown = _short([each.requirements for each in result.relaxations])
    named = [name for each in shown for name in each] or list(result.hopeless)
    return tuple(dict.fromkeys(named))


def _short(found: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the shortest: one of twenty requirements helps nobody beside one of two."""
    ordered = sorted(found, key=len)
    return [each for each in ordered[:_MOST] if len(each) < len(ordered[0]) + _LONGER]


def _first(shown: Sequence[str], count: int) -> Iterator[str]:
    yield from (f"  {each}" for each in shown)
    if count > len(shown):
        yield f"  and {count - len(shown)} more: --format json"


def refusal_words(refusal: Refusal) -> str:
    """Return a requirement that fails, with both numbers where they are known."""
    if refusal.sentence is None:
        return refusal.requirement
    where = f" ({local_name(refusal.node)} comes nearest)" if refusal.node else ""
    return f"{refusal.requirement}: {refusal.sentence}{where}"
