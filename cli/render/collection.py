"""What a file changes in the collection, and which facts differ, as text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ...reasoner.adding import Impact, Turn
from ...reasoner.facts import Fact
from ...reasoner.namespaces import local_name
from ...reasoner.placement import NodeResult
from .table import short

_MOST_LINES = 12  # of places that are gained or lost: the rest is counted


def impact_text(impact: Impact) -> str:
    """Return which tasks gain or lose a place, and for what does not become one, why."""
    gained = [each for each in impact.turns if each.gains]
    lost = [each for each in impact.turns if each.loses]
    lines = [
        *_section("gains a place", gained),
        *_section("loses a place", lost),
        *_section("has another verdict", [each for each in impact.turns if each.stays]),
        *_refused(impact),
    ]
    if not lines:
        lines = [f"no task gains or loses a place ({impact.judged} judged)"]
    return "".join(f"{each}\n" for each in lines)


def _section(head: str, turns: Sequence[Turn]) -> list[str]:
    lines = [
        f"{local_name(each.task)} {head} on {local_name(each.node)}: {_state(each)}"
        for each in turns[:_MOST_LINES]
    ]
    more = len(turns) - len(lines)
    return lines + ([f"and {more} more {head}"] if more > 0 else [])


def _state(turn: Turn) -> str:
    result = turn.after
    if result is None:
        return "it is no longer there"
    return f"{result.verdict.word}{_because(result)}"


def _because(result: NodeResult) -> str:
    """Return why a verdict is no better, in the constraints' names."""
    for head, names in (
        ("fails", result.failed), ("lacks facts for", result.unknown),
        ("depends on", result.conditional),
    ):
        if names:
            return f", {head} {', '.join(names)}"
    return ""


def _refused(impact: Impact) -> list[str]:
    """Return why the other tasks have no place on what is new, constraint by constraint."""
    by_node: dict[str, Counter[str]] = defaultdict(Counter)
    count: Counter[str] = Counter()
    for turn in impact.turns:
        result = turn.after
        if turn.before is None and result is not None and not turn.gains:
            count[turn.node] += 1
            by_node[turn.node].update(result.failed or result.unknown)
    return [
        f"{count[node]} tasks have no place on {local_name(node)}: "
        + ", ".join(f"{number} by {name}" for name, number in reasons.most_common(4))
        for node, reasons in by_node.items()
    ]


def difference_text(old: Iterable[Fact], new: Iterable[Fact]) -> str:
    """Return the facts that are gone with a minus and those that are new with a plus, sorted."""
    was, now = ({_fact(each) for each in facts} for facts in (old, new))
    lines = [(fact, "-") for fact in was - now] + [(fact, "+") for fact in now - was]
    return "".join(f"{sign} {fact}\n" for fact, sign in sorted(lines))


def _fact(fact: Fact) -> str:
    terms = (fact.subject, fact.predicate, fact.object)
    return " ".join("[]" if each.startswith("_:") else short(each) for each in terms)
