"""Templates of what people add: commented files with blanks, each with an example beside it.

A blank is `…`; the comment after it begins with an example: `clock: …  # such as 64 MHz`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import UsageError
from .facts import Fact, is_literal, lexical
from .namespaces import local_name

BLANK = "…"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LINE = re.compile(rf"^(?P<head>.*?){BLANK}(?P<gap>\s+)?(?:#\s*)?(?P<remark>.*)$")
_EXAMPLE = re.compile(r"^such as (?P<example>.+?)(?:; (?P<rest>.+))?$")


@dataclass(frozen=True)
class Blank:
    """A line of a template that wants filling in, and what may stand there."""

    line: int  # counted from 1
    key: str
    example: str | None
    remark: str


def is_blank(fact: Fact) -> bool:
    """Say whether a fact has a blank for its value: as a text, or where a name should stand."""
    value = fact.object
    return (lexical(value) if is_literal(value) else local_name(value)) == BLANK


def begun(template: str, name: str) -> str:
    """Return a template for a thing of this name; raises UsageError for what is no name.

    >>> begun("id: my:{name}  # {label}, {camel}", "acme-m4")
    'id: my:acme-m4  # acme m4, acmeM4'
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name} is no name of a thing", expected="small letters, digits and hyphens: acme-m4",
            found=name,
        )
    head, *rest = name.split("-")
    camel = head + "".join(each.capitalize() for each in rest)
    label = name.replace("-", " ")
    return template.replace("{name}", name).replace("{label}", label).replace("{camel}", camel)


def blanks(text: str) -> list[Blank]:
    """Return the blanks of a template, in order."""
    found = []
    for line, each in enumerate(text.splitlines(), 1):
        match = _LINE.match(each)
        if match is None or (each.lstrip().startswith("#") and " such as " not in each):
            continue
        example = _EXAMPLE.match(match["remark"])
        key = re.sub(r"[^\w ].*$", "", match["head"].lstrip("-# ").split(":")[0]).strip()
        found.append(Blank(
            line, key, example["example"] if example else None,
            (example["rest"] or "") if example else match["remark"],
        ))  # fmt: skip
    return found


def filled(text: str, answers: Mapping[int, str | None]) -> str:
    """Return a template with answers by line: a text in place of the blank, None for no line."""
    kept = []
    for line, each in enumerate(text.splitlines(), 1):
        if line not in answers:
            kept.append(each)
            continue
        answer = answers[line]
        match = _LINE.match(each)
        if answer is not None and match is not None:
            kept.append(f"{match['head']}{answer}")
    return "\n".join(kept) + "\n"
