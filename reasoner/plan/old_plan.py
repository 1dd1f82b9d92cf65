"""Read a plan of earlier: the JSON that `tierwise plan --format json` wrote before a change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError, ParseError, Place, UnknownName, did_you_mean
from ..namespaces import local_name
from ..source import read_text
from ..verdict import Verdict
from .survey import Survey

_EXPECTED = "the JSON that tierwise plan --format json writes"


@dataclass(frozen=True)
class OldPlace:
    """Where a task was, and what it ran there."""

    node: str
    variant: str | None
    unit: str | None
    runtime: str | None


@dataclass(frozen=True)
class OldPlan:
    """The placement that was recommended, with its values by the notation of an objective.

    Values are in the canonical unit of the objective's quantity, as the file states them;
    `missing` are the figures that a value was without.
    """

    file: Path
    site: str
    pipelines: tuple[str, ...]
    verdict: Verdict
    prefer: str
    places: Mapping[str, OldPlace]
    values: Mapping[str, float]
    missing: Mapping[str, tuple[str, ...]]


def read_old_plan(path: Path) -> OldPlan:
    """Return the plan of a file.

    Raises ParseError for what is no JSON, InputError for JSON that is no plan or places nothing.
    """
    try:
        record = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise ParseError(
            f"not JSON: {error}", expected=_EXPECTED, place=Place(str(path), line)
        ) from error
    point = record.get("recommended", ...) if isinstance(record, dict) else ...
    if point is None:
        raise InputError(
            "the plan places nothing, so nothing can move", expected="a plan with a placement",
            found=f"a plan that is {record.get('verdict')}", place=Place(str(path)),
        )
    try:
        return _plan(path, record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            "not a plan", expected=_EXPECTED, found=f"{_found(error)}", place=Place(str(path))
        ) from error


def _found(error: Exception) -> str:
    return f"JSON without {error}" if isinstance(error, KeyError) else "JSON of another form"


def _plan(path: Path, record: dict[str, Any]) -> OldPlan:
    point = record["recommended"]
    places = {_text(each["task"]): OldPlace(
        _text(each["node"]), each["variant"], each["unit"], each["runtime"]
    ) for each in point["tasks"]}
    return OldPlan(
        path, _text(record["site"]), tuple(_text(each) for each in record["pipelines"]),
        Verdict[_text(record["verdict"]).upper()], _text(record["prefer"]), places,
        {name: float(value) for name, value in point["values"].items()},
        {name: tuple(map(_text, each)) for name, each in point.get("missing", {}).items()},
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def refuse_other(old: OldPlan, survey: Survey) -> None:
    """Raise UnknownName where a plan is of another site, or places a task that is not planned.

    A node that is gone is no error: that is what a plan is made anew for.
    """
    site = survey.knowledge.site or ""
    if old.site != site:
        raise UnknownName(
            f"the plan is of {old.site}", expected=f"a plan of {site}", found=old.site,
            place=Place(str(old.file)),
        )
    tasks = list(survey.choices)
    for task in old.places:
        if task not in survey.choices:
            names = [local_name(each) for each in tasks]
            raise UnknownName(
                f"the plan places {local_name(task)}, which is no task of "
                f"{', '.join(local_name(each.pipeline) for each in survey.chains)}",
                expected=", ".join(names), found=local_name(task),
                hint=did_you_mean(local_name(task), names), place=Place(str(old.file)),
            )
