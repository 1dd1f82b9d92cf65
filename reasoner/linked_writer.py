"""Write facts as JSON-LD, YAML (by the bundled context) or Turtle: what is read back the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import yaml
from rdflib import Graph

from .facts import Facts, datatype, is_literal, lexical
from .linked_data import CONTEXT_IRI
from .namespaces import PREFIXES, RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, XSD

_NUMBERS = {
    XSD + "integer": re.compile(r"-?(0|[1-9]\d*)"),
    XSD + "decimal": re.compile(r"-?(0|[1-9]\d*)\.\d+"),
    XSD + "boolean": re.compile("true|false"),
}
_MARK = "\ue000"  # of private use: it stands before what is to lose its quotes
_LOCAL = re.compile(r"[A-Za-z_][\w.-]*")


class _Number(str):
    """A number, true or false, that is written with the digits it has."""


def json_ld(facts: Facts, context: Mapping[str, Any]) -> str:
    """Return facts as JSON-LD; `context` is what stands in the bundled context."""
    writer = _Writer(facts, context)
    head = [CONTEXT_IRI, writer.own] if writer.own else CONTEXT_IRI
    document = {"@context": head, "@graph": writer.things()}
    text = json.dumps(_marked(document), indent=2, ensure_ascii=False)
    return re.sub(f'"{_MARK}([^"]*)"', r"\1", text) + "\n"


def yaml_ld(facts: Facts, context: Mapping[str, Any]) -> str:
    """Return facts as YAML; `context` is what stands in the bundled context."""
    writer = _Writer(facts, context)
    document = ({"@context": writer.own} if writer.own else {}) | {"@graph": writer.things()}
    text: str = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text


def _marked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _marked(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_marked(each) for each in value]
    return f"{_MARK}{value}" if isinstance(value, _Number) else value


def turtle(facts: Facts) -> str:
    """Return facts as Turtle, sorted as rdflib sorts them."""
    terms = (f"{_bare(s)} <{p}> {_bare(o)} ." for s, p, o in facts.triples)
    graph = Graph(bind_namespaces="none").parse(data="\n".join(terms), format="nt")
    for prefix, namespace in (PREFIXES | _own_prefixes(facts)).items():
        graph.bind(prefix, namespace)
    return graph.serialize(format="turtle")


def _bare(term: str) -> str:
    return term if term.startswith(("_:", '"')) else f"<{term}>"


class _Dumper(yaml.SafeDumper):
    """Writes block style, without aliases, and texts that YAML could take for more in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _number_node(dumper: yaml.SafeDumper, value: _Number) -> yaml.Node:
    tag = "bool" if value in ("true", "false") else "float" if set(value) & set(".eE") else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", value)


def _text_node(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    # What JSON spells as a number, or null, is a text only in quotes.
    style = '"' if re.fullmatch(r"[-\d.eE+]+|true|false|null|~|", value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(_Number, _number_node)
_Dumper.add_representer(str, _text_node)


class _Writer:
    """Things with what is said of them; a blank node stands where it is spoken of, if once."""

    def __init__(self, facts: Facts, context: Mapping[str, Any]) -> None:
        self.facts = facts
        self.prefixes = {
            key: each for key, each in context.items()
            if isinstance(each, str) and each.startswith("http") and key != "@vocab"
        }
        self.terms, self.iris = _terms(context, self.prefixes)
        self.scoped = {
            term for term, said in context.items() if isinstance(said, dict) and "@context" in said
        }
        self.own = _own_prefixes(facts)
        self.inside = _inside(facts)

    def things(self) -> list[Any]:
        """Return each subject once, in the order of the facts."""
        subjects = dict.fromkeys(s for s, _, _ in self.facts.triples if s not in self.inside)
        return [self._thing(each) for each in subjects]

    def _thing(self, subject: str) -> dict[str, Any]:
        found: dict[str, Any] = {} if subject in self.inside else {"id": self._name(subject)}
        for predicate, objects in self.facts.properties(subject).items():
            for each in dict.fromkeys(objects):
                key, value = self._entry(predicate, each)
                found.setdefault(key, []).append(value)
        return {
            key: values[0] if isinstance(values, list) and len(values) == 1 else values
            for key, values in found.items()
        }

    def _entry(self, predicate: str, object_: str) -> tuple[str, Any]:
        """Return key and value of a fact, by the term that says it in the fewest words."""
        if predicate == RDF_TYPE and not object_.startswith(("_:", '"')):
            return "type", self._of_vocabulary(object_)
        if is_literal(object_):
            language, type_ = _language(object_), datatype(object_)
            key = self.terms.get((predicate, f"@{language}" if language else type_ or ""))
            if key is not None:
                return key, lexical(object_)
            return self._key(predicate), self._literal(predicate, object_, language, type_)
        takes_names = self.terms.get((predicate, "@vocab"))
        key = takes_names or self._key(predicate)
        listed = self._list(object_)
        if listed is not None:
            return key, {"@list": listed}
        if object_ in self.inside:
            return key, self._thing(object_)
        if takes_names and not object_.startswith("_:"):
            if key in self.scoped:  # a plain name would be read as another vocabulary's
                return key, self._short(object_)
            return key, self._of_vocabulary(object_)
        return key, {"id": self._name(object_)}

    def _list(self, node: str) -> list[Any] | None:
        """Return the members of a list that nothing else is said of, or None."""
        found: list[Any] = []
        while node != RDF_NIL:
            said = self.facts.properties(node)
            if node not in self.inside or set(said) != {RDF_FIRST, RDF_REST}:
                return None
            if any(len(each) != 1 for each in said.values()):
                return None
            found.append(self._entry("", said[RDF_FIRST][0])[1])
            node = said[RDF_REST][0]
        return found

    def _key(self, predicate: str) -> str:
        return self.terms.get((predicate, "")) or self._short(predicate)

    def _literal(
        self, predicate: str, object_: str, language: str | None, type_: str | None
    ) -> Any:
        text = lexical(object_)
        if language:
            return {"@value": text, "@language": language}
        if type_ in _NUMBERS and _NUMBERS[type_].fullmatch(text):
            return _Number(text)
        if type_ == XSD + "string":
            return text
        return {"@value": text, "@type": self._short(type_ or "")}

    def _name(self, iri: str) -> str:
        return iri if iri.startswith("_:") else self._short(iri)

    def _of_vocabulary(self, iri: str) -> str:
        """Return a name as it stands where names of the vocabulary are meant."""
        local = iri.removeprefix(PREFIXES["tw"])
        is_plain = local != iri and _LOCAL.fullmatch(local)
        return local if is_plain and self.iris.get(local, iri) == iri else self._short(iri)

    def _short(self, iri: str) -> str:
        """Return a CURIE where what follows the prefix is a plain name, else the IRI."""
        for prefix, namespace in (self.own | self.prefixes).items():
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri.removeprefix(namespace)):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri


def _inside(facts: Facts) -> frozenset[str]:
    """Return the blank nodes that stand within the one thing that speaks of them: no circles."""
    spoken_of = Counter(o for _, _, o in facts.triples if o.startswith("_:"))
    holder = {
        o: s for s, _, o in facts.triples if spoken_of[o] == 1 and facts.properties(o)
    }
    return frozenset(each for each in holder if not _is_in_circle(each, holder))


def _is_in_circle(node: str, holder: Mapping[str, str]) -> bool:
    seen = {node}
    at = holder[node]
    while at in holder and at not in seen:
        seen.add(at)
        at = holder[at]
    return at in seen


def _own_prefixes(facts: Facts) -> dict[str, str]:
    """Return a prefix for each namespace of the subjects that has none yet: my, my2 and on."""
    iris = (s for s, _, _ in facts.triples if not s.startswith("_:") and "#" in s)
    spaces = dict.fromkeys(iri[: iri.rindex("#") + 1] for iri in iris)
    fresh = [each for each in spaces if each not in PREFIXES.values()]
    return {f"my{place or ''}": each for place, each in enumerate(fresh)}


def _language(term: str) -> str | None:
    tail = term[term.rindex('"') + 1 :]
    return tail[1:] if tail.startswith("@") else None


def _terms(
    context: Mapping[str, Any], prefixes: Mapping[str, str]
) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    """Return the term for a property and a kind of value, and what each term means.

    A kind is a type, a language as `@en`, `@vocab` for a name, or empty for any other value.
    """
    found: dict[tuple[str, str], str] = {}
    iris: dict[str, str] = dict(prefixes)
    for term, said in context.items():
        stated = said if isinstance(said, dict) else {"@id": said}
        iri = _iri(str(stated.get("@id", "")), prefixes)
        if term.startswith("@") or not iri:
            continue
        kind = f"@{stated['@language']}" if "@language" in stated else stated.get("@type", "")
        found[iri, kind if kind.startswith("@") else _iri(kind, prefixes)] = term
        iris[term] = iri
    return found, iris


def _iri(curie_: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a CURIE of the context; empty for what is none."""
    prefix, _, local = curie_.partition(":")
    return prefixes[prefix] + local if prefix in prefixes and local[:2] not in ("", "//") else ""
