"""Check proof documents: each step against the facts, rules and formulas, and how they join."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import of_facts, of_numbers, of_verdicts
from .document import Document, Inference, read_document
from .expected import Claim, Context, Expected, claim_of
from .library import File, installed_facts, installed_rules, user_file
from .refusal import Refusal, Refused, Unreadable
from .rules import read_rule
from .shape import check_shape
from .terms import TYPE, tw
from .turtle import Statement, read_turtle
from .world import World

_BY_KIND: dict[str, Callable[[Context, Inference], Expected]] = {
    "fact": of_facts.fact, "written": of_facts.written, "conversion": of_facts.conversion,
    "rule": of_facts.inferred, "definition": of_facts.inferred, "absence": of_facts.absence,
    "default": of_numbers.default, "missing": of_numbers.missing,
    "structure": of_numbers.structure, "lookup": of_numbers.lookup,
    "combination": of_numbers.combination, "formula": of_numbers.formula,
    "choice": of_numbers.choice, "route": of_numbers.route, "judgement": of_verdicts.judgement,
    "candidate verdict": of_verdicts.candidate_verdict, "refusal": of_verdicts.refusal,
    "node verdict": of_verdicts.node_verdict,
}
# What these must be depends on what else the document says, and not only on what they are about.
_OF_DOCUMENT = {"refusal", "node verdict"}


@dataclass(frozen=True)
class Report:
    """What checking came to: how many steps hold, or why the proof is refused."""

    steps: int
    refusals: tuple[Refusal, ...] = ()

    @property
    def holds(self) -> bool:
        """Say whether the proof is accepted."""
        return not self.refusals


class Checker:
    """Checks proofs on the facts that are installed, and on files of a user."""

    def __init__(self) -> None:
        self.facts, self.rule_files = installed_facts(), installed_rules()
        self._worlds: dict[tuple[str | None, tuple[str, ...]], World] = {}
        self._statements: dict[str, list[Statement]] = {}

    @cached_property
    def rules(self) -> list[Any]:
        """Return the rules, read once."""
        return [read_rule(each.text, each.name) for each in self.rule_files]

    def check(self, text: str | bytes, own: Sequence[Path] | None = None) -> Report:
        """Return whether a proof document holds.

        `own` names the user's files, else they are found under the names in the document.
        """
        try:
            document = read_document(text)
            files = self._own(document, own)
            self._same_files(document, files)
            world = self.world(document.site, files)
            _check(Context(world, document))
            return Report(len(document.inferences))
        except Unreadable as error:
            return Report(0, (Refusal("", str(error), "a proof that can be checked", "none"),))
        except Refused as error:
            return Report(0, (error.refusal,))

    def _own(self, document: Document, own: Sequence[Path] | None) -> list[File]:
        """Return the user's files that a document rests on."""
        installed = {each.name for each in (*self.facts, *self.rule_files)}
        named = [name for name, _ in document.files if name not in installed]
        if own is None:
            return [user_file(Path(name), name) for name in named]
        if len(own) == len(named):
            return [user_file(path, name) for path, name in zip(own, named, strict=True)]
        raise Refused("the proof rests on other files", named, [str(each) for each in own])

    def _same_files(self, document: Document, own: list[File]) -> None:
        if not document.files:
            raise Refused(
                "the document does not say which files the proof rests on",
                "files with their digests", "none",
            )
        today = [(e.name, e.sha256) for e in (*self.facts, *self.rule_files, *own)]
        if list(document.files) != today:
            was, now = dict(document.files), dict(today)
            changed = sorted(n for n in was.keys() | now.keys() if was.get(n) != now.get(n))
            raise Refused(
                "the proof is of other versions of the files", "the files as they are now",
                ", ".join(changed) or "the same files in another order",
            )

    def world(self, site: str | None, own: Sequence[File]) -> World:
        """Return what is known for a site with a user's files, built once."""
        key = (site, tuple(each.sha256 for each in own))
        if key not in self._worlds:
            stated = [s for each in (*self.facts, *own) for s in self._read(each)]
            _check_site(site, stated, {each.name for each in own})
            self._worlds[key] = World(stated, self.rules, site)
        return self._worlds[key]

    def _read(self, file: File) -> list[Statement]:
        key = f"{file.name} {file.sha256}"
        if key not in self._statements:
            self._statements[key] = read_turtle(file.text, file.name)
        return self._statements[key]


def _check_site(site: str | None, stated: list[Statement], own: set[str]) -> None:
    """Refuse a site that the user's files do not hold, or none where they hold one."""
    sites = {
        each.triple[0] for each in stated
        if each.file in own and each.triple[1:] == (TYPE, tw("Site"))
    }
    if site not in sites and (site is not None or sites):
        raise Refused("the site is not one of the files", sorted(sites) or None, site)


def _check(context: Context) -> None:
    """Refuse a document whose steps do not hold, one by one or as they join."""
    document = context.document
    check_shape(document)
    found = [_derived(context, each) for each in document.inferences]
    claims = {
        each.conclusion: claim_of(each) for each in document.inferences
    }
    for step, must, name in zip(document.inferences, found, _conclusions(found), strict=True):
        try:
            _compare(step, must, name, claims)
        except Refused as error:
            raise error.at(step.conclusion) from None


def _derived(context: Context, step: Inference) -> Expected:
    derive = _BY_KIND.get(step.kind)
    try:
        if derive is None:
            raise Refused("steps of this kind can't be checked", sorted(_BY_KIND), step.kind)
        if step.kind in _OF_DOCUMENT:
            return derive(context, step)
        return context.once(context.key(step), lambda: derive(context, step))
    except Refused as error:
        raise error.at(step.conclusion) from None


def _conclusions(steps: Sequence[Expected]) -> list[str]:
    """Return what each step concludes: its sentence, told apart where several say the same."""
    count = Counter(each.sentence for each in steps)
    taken: set[str] = set()
    found = []
    for each in steps:
        said = each.sentence
        if count[said] > 1 and each.candidate:
            said = f"{said} [{each.candidate}]"
        serial, unique = 2, said
        while unique in taken:
            unique, serial = f"{said} ({serial})", serial + 1
        taken.add(unique)
        found.append(unique)
    return found


def _compare(
    step: Inference, must: Expected, conclusion: str, claims: dict[str, Claim]
) -> None:
    """Refuse a step that differs in anything from what it must be."""
    for name, value in must.fields.items():
        stated = step.fields[name]
        if name == "arguments":
            stated = {key: claims[each] for key, each in stated.items()}
        if not same(value, stated):
            raise Refused(f"{name} is wrong", value, stated)
    if step.conclusion != conclusion:
        raise Refused("the sentence is wrong", conclusion, step.conclusion)
    rule_name = f"{step.kind} {must.name}".strip()
    if step.rule_name != rule_name:
        raise Refused("ruleName is wrong", rule_name, step.rule_name)
    premises = tuple(claims[each] for each in step.premises)
    if premises != must.premises:
        _refuse_premises(must.premises, premises)


def _refuse_premises(must: tuple[Claim, ...], stated: tuple[Claim, ...]) -> None:
    absent = [each for each in must if each not in stated]
    idle = [each for each in stated if each not in must]
    if absent:
        raise Refused("a premise is missing", absent[0], idle[0] if idle else "nothing of it")
    if idle:
        raise Refused("a premise does not belong here", "no such premise", idle[0])
    raise Refused("the premises stand in another order, or twice", list(must), list(stated))


def same(must: Any, stated: Any) -> bool:
    """Say whether two values of a document are the same; a flag is no number."""
    if isinstance(must, bool) or isinstance(stated, bool):
        return must is stated
    if isinstance(must, dict) and isinstance(stated, dict):
        return must.keys() == stated.keys() and all(same(must[k], stated[k]) for k in must)
    if isinstance(must, list) and isinstance(stated, list):
        return len(must) == len(stated) and all(map(same, must, stated))
    return bool(must == stated)
