"""What is said of a link: by itself, by the link between places that carries it, by technology."""

from __future__ import annotations

from .facts import Facts
from .namespaces import tw


def speaks_for(facts: Facts, link: str) -> tuple[str, ...]:
    """Return what states figures of a link, the closest first.

    The link itself, the link between places that carries it, the technology of either.
    """
    carrier = facts.object(link, tw("carriedBy"))
    technology = facts.object(link, tw("technology")) or (
        facts.object(carrier, tw("technology")) if carrier else None
    )
    return tuple(each for each in (link, carrier, technology) if each)


def is_bidirectional(facts: Facts, link: str) -> bool:
    """Say whether a link may be used backwards too: as it states, else as its technology is.

    Links are closed, what is not stated is not so: without a word it leads one way.
    """
    stated = (facts.text(each, tw("bidirectional")) for each in speaks_for(facts, link))
    return next(filter(None, stated), None) in ("true", "1")
