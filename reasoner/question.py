"""A question straight from a model file: the file's facts and the requirements as a task."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from .errors import Place
from .facts import Fact, literal
from .namespaces import RDF_TYPE, RDFS_LABEL, XSD, tw

_SCOPES = {
    "device": "stays-on-device", "site": "stays-on-site", "region": "stays-in-region",
    "anywhere": "goes-anywhere",
}
_PROPERTIES = {
    "deadline": "deadline", "rate": "inputRate", "input_size": "inputBytes",
    "budget": "capitalBudget",
}


@dataclass(frozen=True)
class ModelQuestion:
    """A model file with what is required of the task that runs it, as the user wrote it."""

    model: str | Path | None
    deadline: str | None = None
    rate: str | None = None
    input_size: str | None = None
    privacy: str | None = None
    offline: bool = False
    budget: str | None = None

    @property
    def has_requirements(self) -> bool:
        """Say whether anything is required."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "model")


def model_facts(question: ModelQuestion) -> tuple[tuple[Fact, ...], str]:
    """Return the facts of a model file and its task, and the IRI of the task.

    Raises ModelFileError for a file that can't be read.
    """
    from .inspect import inspect_model  # what reads model files is needed by this question only
    from .inspect.variant import variant_facts

    assert question.model is not None
    path = Path(question.model)
    found = variant_facts(inspect_model(path), with_parts=True)
    variant = found[0].subject
    task = f"urn:tierwise:task#{path.stem}"
    place = Place("the question")
    facts = [
        Fact(task, RDF_TYPE, tw("Task"), place),
        Fact(task, RDFS_LABEL, literal(path.name), place),
        Fact(task, tw("standing"), tw("assumed"), place),
        Fact(task, tw("hasVariant"), variant, place),
    ]
    for name, property_ in _PROPERTIES.items():
        value = getattr(question, name)
        if value:
            facts.append(Fact(task, tw(property_), literal(value), place))
    if question.privacy:
        facts.append(Fact(task, tw("privacyScope"), tw(_SCOPES[question.privacy]), place))
    if question.offline:
        facts.append(Fact(task, tw("worksOffline"), literal("1", XSD + "decimal"), place))
    return (*found, *facts), task
