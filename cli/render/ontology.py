"""The ontology as a page that a browser shows without network and without scripts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from html import escape

from ...reasoner.facts import Facts
from ...reasoner.namespaces import (
    DCTERMS,
    OWL,
    PREFIXES,
    QUDT,
    RDFS_SUBCLASS_OF,
    curie,
    local_name,
    tw,
)
from ...reasoner.rule import Rule
from ...reasoner.term_changes import TermChanges
from .ontology_style import PAGE

_TW = PREFIXES["tw"]
_DEFINITION, _NOTE = PREFIXES["skos"] + "definition", PREFIXES["rdfs"] + "comment"
_DOMAIN, _RANGE = PREFIXES["rdfs"] + "domain", PREFIXES["rdfs"] + "range"
_FAVOURS = tw("favours")
_KINDS = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
_RELATIONS = {
    "at-most": "is at most", "at-least": "is at least", "subset-of": "is all among",
    "disjoint-from": "shares nothing with",
}


def changes_text(changes: TermChanges) -> str:
    """Return what changed, a line a term."""
    lines = [
        *(f"added       {curie(each)}" for each in changes.added),
        *(f"deprecated  {curie(each)}" for each in changes.deprecated),
        *(f"removed     {curie(each)}, which was deprecated" for each in changes.removed),
        *(f"LOST        {curie(each)}, which was never deprecated" for each in changes.lost),
    ]
    for term, old, new in changes.redefined:
        lines += [f"redefined   {curie(term)}", f"  - {old}", f"  + {new}"]
    if changes.lost:
        lines.append(
            f"{len(changes.lost)} terms went without a warning: keep each, with owl:deprecated and "
            "dcterms:isReplacedBy"
        )
    return "\n".join(lines) or "no term changed"


def reference_html(facts: Facts, rules: Sequence[Rule], version: str) -> str:
    """Return the whole reference: classes, properties, constraints, rules, drivers, formulas."""
    page = _Page(facts)
    sections = [
        ("classes", "Classes", page.classes()),
        ("properties", "Properties", page.properties()),
        ("constraints", "Constraints", page.constraints()),
        ("rules", "Rules", page.rules(rules)),
        ("drivers", "Drivers", page.drivers()),
        ("quantities", "Derived quantities", page.quantities()),
    ]
    links = "".join(f'<a href="#{key}">{title}</a>' for key, title, _ in sections)
    body = "".join(
        f'<section id="{key}"><h2>{title}</h2>{text}</section>' for key, title, text in sections
    )
    return PAGE.format(version=escape(version), links=links, body=body)


class _Page:
    """Writes the parts of the page from the facts of the vocabulary."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.named = {
            s for kind in ("Class", *_KINDS) for s in facts.instances(OWL + kind)
            if s.startswith(_TW)
        }
        kinds = ("FitConstraint", "RequirementConstraint", "Driver", "Quantity")
        self.named |= {s for kind in kinds for s in facts.instances(tw(kind))}

    def classes(self) -> str:
        """Return the tree of classes; one that has several superclasses stands under each."""
        classes = [each for each in self.facts.instances(OWL + "Class") if each.startswith(_TW)]
        below: dict[str, list[str]] = defaultdict(list)
        for each in classes:
            for parent in self.facts.objects(each, RDFS_SUBCLASS_OF):
                below[parent].append(each)
        inner = {each for parent in classes for each in below[parent]}
        placed: set[str] = set()
        roots = [each for each in classes if each not in inner]
        return f'<ul class="tree">{"".join(self._branch(e, below, placed, ()) for e in roots)}</ul>'

    def _branch(
        self, class_: str, below: dict[str, list[str]], placed: set[str], above: tuple[str, ...]
    ) -> str:
        anchor = "" if class_ in placed else f' id="{escape(local_name(class_))}"'
        placed.add(class_)
        inner = "".join(
            self._branch(each, below, placed, (*above, class_))
            for each in below[class_] if each not in above
        )
        return (
            f"<li{anchor}><b>{escape(self.facts.label(class_))}</b> <code>{curie(class_)}</code>"
            f"{self._old(class_)} <span>{self._definition(class_)}</span>"
            + (f"<ul>{inner}</ul>" if inner else "") + "</li>"
        )

    def properties(self) -> str:
        """Return the properties by the class that they are stated of."""
        of: dict[str, list[str]] = defaultdict(list)
        for kind in _KINDS:
            for each in self.facts.instances(OWL + kind):
                if each.startswith(_TW):
                    of[self.facts.object(each, _DOMAIN) or ""].append(each)
        groups = sorted(of, key=lambda each: (not each, self.facts.label(each).casefold()))
        return "".join(self._group(each, of[each]) for each in groups)

    def _group(self, class_: str, properties: list[str]) -> str:
        named = bool(class_) and not class_.startswith("_:")
        head = f"of {self._term(class_)}" if named else "of several kinds of things"
        rows = [
            (
                f'<span id="{escape(local_name(each))}"></span><code>{curie(each)}</code>'
                + self._old(each),
                self._terms(self.facts.objects(each, _DOMAIN)),
                self._terms(self.facts.objects(each, _RANGE)),
                self._unit(each),
                self._definition(each),
            )
            for each in sorted(set(properties))
        ]
        return f"<h3>{head}</h3>" + _table(("property", "domain", "range", "unit", "what it says"),
                                           rows)

    def constraints(self) -> str:
        """Return each constraint in words, with both sides and the sentence of a refusal."""
        found = [
            each for kind in ("FitConstraint", "RequirementConstraint")
            for each in self.facts.instances(tw(kind))
        ]
        return "".join(self._constraint(each) for each in found)

    def _constraint(self, constraint: str) -> str:
        demand, supply, relation = (
            self.facts.object(constraint, tw(each)) or ""
            for each in ("demand", "supply", "relation")
        )
        words = _RELATIONS.get(local_name(relation), escape(self.facts.label(relation)))
        when = self.facts.text(constraint, tw("appliesWhen"))
        sources = self.facts.objects(constraint, DCTERMS + "source")
        parts = [
            ("holds where", f"{self._named(demand)} <i>{words}</i> {self._named(supply)}"),
            ("demand", f"{self._term(demand)}: {self._definition(demand)}"),
            ("supply", f"{self._term(supply)}: {self._definition(supply)}"),
            ("asked when", f"<code>{escape(when)}</code>" if when else "always"),
            ("sentence", f"“{escape(self.facts.text(constraint, tw('sentence')) or '')}”"),
            ("source", ", ".join(escape(self.facts.label(each)) for each in sources)),
        ]
        return (
            f'<article id="{escape(local_name(constraint))}"><h3>'
            f"{escape(self.facts.label(constraint))} <code>{curie(constraint)}</code></h3>"
            f"<p>{self._definition(constraint)}</p>{_list(parts)}</article>"
        )

    def rules(self, rules: Iterable[Rule]) -> str:
        """Return the rules with the sentences that they leave in a proof."""
        rows = [
            (f"<code>{escape(each.name)}</code>", str(each.stratum), escape(each.says),
             escape(each.cites))
            for each in sorted(rules, key=lambda rule: (rule.is_definition, rule.name))
        ]
        return _table(("rule", "stratum", "sentence", "after"), rows)

    def drivers(self) -> str:
        """Return what favours a level."""
        rows = [
            (
                f"<code>{escape(self.facts.text(e, PREFIXES['skos'] + 'notation') or '')}</code>",
                f'<span id="{escape(local_name(e))}"></span>{escape(self.facts.label(e))}',
                ", ".join(escape(self.facts.label(o)) for o in self.facts.objects(e, _FAVOURS)),
                escape(self.facts.text(e, tw("sentence")) or ""),
            )
            for e in self.facts.instances(tw("Driver"))
        ]
        return _table(("", "driver", "favours", "sentence"), sorted(rows))

    def quantities(self) -> str:
        """Return what is worked out, by which formula."""
        rows = [
            (
                f'<span id="{escape(local_name(each))}"></span><code>{curie(each)}</code>'
                + self._old(each),
                self._unit(each),
                f"{self._definition(each)}<br><code>"
                f"{escape(self.facts.text(each, tw('formula')) or 'no formula')}</code>",
            )
            for each in self.facts.instances(tw("Quantity"))
        ]
        return _table(("quantity", "unit", "what it is, and its formula"), rows)

    def _named(self, term: str) -> str:
        return f"<b>{escape(self.facts.label(term))}</b>"

    def _terms(self, terms: Iterable[str]) -> str:
        return ", ".join(self._term(each) for each in sorted(terms) if not each.startswith("_:"))

    def _term(self, term: str) -> str:
        text = f"<code>{escape(curie(term))}</code>"
        linked = term in self.named
        return f'<a href="#{escape(local_name(term))}">{text}</a>' if linked else text

    def _definition(self, term: str) -> str:
        return escape(self.facts.text(term, _DEFINITION) or self.facts.text(term, _NOTE) or "")

    def _unit(self, term: str) -> str:
        unit = self.facts.object(term, QUDT + "hasUnit")
        shown = self.facts.object(term, tw("displayUnit")) or unit
        if unit is None or shown is None:
            return ""
        symbols = [self.facts.text(shown, each) for each in (tw("shownAs"), QUDT + "symbol")]
        return escape(next((each for each in symbols if each is not None), ""))

    def _old(self, term: str) -> str:
        is_old = self.facts.text(term, OWL + "deprecated") in ("true", "1")
        return ' <em class="old">deprecated</em>' if is_old else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{each}</th>" for each in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<div class="wide of{len(heads)}"><table><tr>{head}</tr>{body}</table></div>'


def _list(parts: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{k}</dt><dd>{text}</dd>" for k, text in parts if text) + "</dl>"
