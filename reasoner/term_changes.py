"""What changed between two versions of an ontology: its terms, and what they are defined as."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Facts
from .namespaces import OWL, PREFIXES, RDF_TYPE

_OURS = (PREFIXES["tw"], PREFIXES["cat"])
_DEFINITION = PREFIXES["skos"] + "definition"
_DEFINED_BY = PREFIXES["rdfs"] + "isDefinedBy"
_DEPRECATED = OWL + "deprecated"


@dataclass(frozen=True)
class TermChanges:
    """The terms that came, were deprecated or went, and old and new text of each definition."""

    added: tuple[str, ...]
    deprecated: tuple[str, ...]
    removed: tuple[str, ...]  # after they had been deprecated
    lost: tuple[str, ...]  # removed, and never deprecated: whoever used them was not warned
    redefined: tuple[tuple[str, str, str], ...]

    @property
    def is_kind(self) -> bool:
        """Say whether no term went without a warning."""
        return not self.lost


def term_changes(old: Facts, new: Facts) -> TermChanges:
    """Return what changed; of `new` only the namespaces and modules count that `old` speaks of."""
    before = _terms(old)
    modules = {each for term in before for each in old.objects(term, _DEFINED_BY)}
    spaces = tuple(each for each in _OURS if any(term.startswith(each) for term in before))
    is_part = len(modules) == 1  # one module: what the others define is not new
    after = {
        term for term in _terms(new)
        if term in before or (
            term.startswith(spaces or _OURS)
            and (not is_part or modules & set(new.objects(term, _DEFINED_BY)))
        )
    }
    gone = sorted(before - after)
    both = sorted(before & after)
    texts = [(each, _definition(old, each), _definition(new, each)) for each in both]
    return TermChanges(
        tuple(sorted(after - before)),
        tuple(e for e in sorted(after) if _is_deprecated(new, e) and not _is_deprecated(old, e)),
        tuple(each for each in gone if _is_deprecated(old, each)),
        tuple(each for each in gone if not _is_deprecated(old, each)),
        tuple(each for each in texts if each[1] != each[2]),
    )


def _terms(facts: Facts) -> set[str]:
    return {s for s, _, _ in facts.with_predicate(RDF_TYPE) if s.startswith(_OURS)}


def _definition(facts: Facts, term: str) -> str:
    return facts.text(term, _DEFINITION) or ""


def _is_deprecated(facts: Facts, term: str) -> bool:
    return facts.text(term, _DEPRECATED) in ("true", "1")
