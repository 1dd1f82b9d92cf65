"""The words of a proof: facts, figures and numbers as people read them."""

from __future__ import annotations

import re

from ..candidate import Question, Target
from ..facts import Triple, is_literal, lexical
from ..interval import Interval
from ..knowledge import Knowledge
from ..namespaces import DCTERMS, RDF_TYPE, TW, local_name


def spaced(name: str) -> str:
    """Return a property's name as words.

    >>> spaced("modelBytes")
    'model bytes'
    """
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", name).lower()


def fact_words(triple: Triple, origin: str | None = None) -> str:
    """Return a fact as a sentence of local names; `origin` is what it was first stated of.

    >>> fact_words(("urn:x#a", RDF_TYPE, "urn:x#OfflineTask"))
    'a is an OfflineTask'
    """
    subject, predicate, object_ = triple
    value = lexical(object_) if is_literal(object_) else local_name(object_)
    inherited = f", inherited from {local_name(origin)}" if origin else ""
    if predicate == RDF_TYPE:
        return f"{local_name(subject)} is {article(value)} {value}{inherited}"
    return f"{local_name(subject)} {spaced(local_name(predicate))} {value}{inherited}"


def article(word: str) -> str:
    """Return "an" before a vowel, else "a"."""
    return "an" if word[:1].lower() in "aeiou" else "a"


def filled(template: str, bindings: dict[str, str]) -> str:
    """Return a rule's sentence with its variables replaced by what they are bound to."""

    def word(match: re.Match[str]) -> str:
        value = bindings.get(match[1])
        if value is None:
            return match[1]
        return lexical(value) if is_literal(value) else local_name(value)

    return re.sub(r"\{(\w+)\}", word, template)


def shown(knowledge: Knowledge, name: str, number: Interval) -> str:
    """Return a number of a quantity with its unit, and its interval where it has one."""
    if number.low == number.high:
        return knowledge.show(name, number.low)
    least = knowledge.show(name, number.low)
    if number.middle is None or not number.is_known:
        return f"at least {least}" if number.low > 0 else "unknown"
    middle, most = (knowledge.show(name, each) for each in (number.middle, number.high))
    return middle if least == most else f"{middle} ({least} to {most})"


def figure_shown(knowledge: Knowledge, property_: str, unit: str, number: Interval) -> str:
    """Return a figure in the unit that people read it in, with its interval."""
    display = knowledge.facts.object(property_, TW + "displayUnit")
    corners = (number.middle, number.low, number.high)
    middle, least, most = (knowledge.units.show(e or 0.0, unit, display) for e in corners)
    return middle if least == most else f"{middle} ({least} to {most})"


def source_title(knowledge: Knowledge, source: str | None) -> str | None:
    """Return a source as title, identifier and locator."""
    if source is None:
        return None
    if is_literal(source):
        return lexical(source)
    facts = knowledge.facts
    title = facts.text(source, DCTERMS + "title") or facts.label(source)
    parts = [title, facts.text(source, DCTERMS + "identifier"), facts.text(source, TW + "locator")]
    return ", ".join(dict.fromkeys(each for each in parts if each))


def names(members: frozenset[str], most: int = 12) -> str:
    """Return a set as a list of local names, the first dozen of a long one."""
    ordered = sorted(local_name(each) for each in members)
    if len(ordered) > most:
        return f"{', '.join(ordered[:most])} and {len(ordered) - most} more"
    return ", ".join(ordered) or "nothing"


def candidate_name(question: Question, target: Target) -> str:
    """Return a short name that tells a candidate from all others."""
    whence = f", data from {local_name(question.source)}" if question.source else ""
    whence += f" by {local_name(question.flow)}" if question.flow else ""
    if target.unit is None:
        return f"{local_name(question.task)} on {local_name(target.node)}{whence}"
    how = local_name(target.support or "").removesuffix("-support")
    return (
        f"{local_name(question.task)} with {local_name(question.variant or '')} / {how} on "
        f"{local_name(target.unit)} of {local_name(target.node)}, {layout_words(target)}"
        f"{host_words(target)}{whence}"
    )


def host_words(target: Target) -> str:
    """Return in words which unit does what the runtime lacks, where there is one."""
    return f", other operators on {local_name(target.host)}" if target.host else ""


def layout_words(target: Target) -> str:
    """Return in words where weights and activations are kept."""
    if target.work_pool is None:
        return "memory not stated"
    if target.is_resident:
        return f"all in {local_name(target.work_pool)}"
    weights = local_name(target.weight_pool or "")
    return f"weights in {weights}, activations in {local_name(target.work_pool)}"
