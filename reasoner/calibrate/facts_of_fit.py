"""Write the fitted cells as facts of the ontology, in modules of at most 600 lines."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from .fitted import FittedCell, Spread
from .releases import FittedReleases

ONTOLOGY = "https://w3id.org/tierwise/catalog/"

_MODULES = {
    "mcu": "fitted-microcontrollers", "processor": "fitted-processors",
    "accelerator": "fitted-accelerators", "token": "fitted-language",
}
_RELEASES = "fitted-releases"
_NEXT = " ,\n        "
_MOST_CELLS = 75  # of a module: seven lines each, and the header
_SOURCES = {"tokens": "misc_measured"}  # rows of another table
_COSTS = {
    "depthwise": "costOfDepthwise", "standard": "costOfStandard", "pointwise": "costOfPointwise",
    "dense": "costOfDense", "attention": "costOfAttention", "elements": "costOfElements",
    "weights": "costOfWeights",
}
_OPERATORS = {
    "mcu": ("cyclesPerOperator", ""), "processor": ("cyclesPerOperator", ""),
    "accelerator": ("timePerOperator", " us"), "token": ("timePerLayer", " us"),
}


def factors_turtle(
    cells: Sequence[FittedCell], date: datetime.date, name: str = "fitted",
    releases: Sequence[FittedReleases] = (),
) -> str:  # fmt: skip
    """Return the Turtle of cells and of releases as one module; stable but for the date."""
    blocks = [_cell(each, date, name) for each in cells]
    return "\n".join((_header(name), *blocks, *(_releases(each, date, name) for each in releases)))


def factor_modules(
    cells: Sequence[FittedCell], date: datetime.date, releases: Sequence[FittedReleases]
) -> dict[str, str]:
    """Return the Turtle by name of module: one a kind of unit, two where one is long, releases."""
    found = {}
    for kind, module in _MODULES.items():
        ours = [each for each in cells if each.kind == kind]
        for start in range(0, len(ours), _MOST_CELLS):
            name = module if start == 0 else f"{module}-{1 + start // _MOST_CELLS}"
            found[name] = factors_turtle(ours[start : start + _MOST_CELLS], date, name)
    if releases:
        found[_RELEASES] = factors_turtle((), date, _RELEASES, releases)
    return found


def _header(name: str) -> str:
    return f"""\
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{ONTOLOGY}{name}> a owl:Ontology ;
    dcterms:title "tierwise catalogue: {name.replace("-", " ")}"@en ;
    dcterms:description "Written by tierwise calibrate on measured runs; not edited by hand."@en ;
    dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> ;
    owl:versionIRI <{ONTOLOGY}{name}/0.1.0> ;
    owl:versionInfo "0.1.0" ;
    owl:imports <https://w3id.org/tierwise/ontology/estimates> .
"""


def _cell(cell: FittedCell, date: datetime.date, module: str) -> str:
    keys = [cell.families[0], *([cell.runtime] if cell.runtime else []), *cell.types]
    is_token = cell.kind == "token"
    name = "-".join([*keys, *(["token"] if is_token else [])])
    held = [f"tw:factorFamily {_names('cat', cell.families)}"]
    if cell.runtime:
        held.append(f"tw:factorRuntime cat:{cell.runtime}")
    if cell.types:
        held.append(f"tw:factorNumericType {_names('tw', cell.types)}")
    sources = _sources(cell.tables)
    return f"""\
cat:fitted-{name} a tw:{"TokenFactor" if is_token else "EfficiencyFactor"} ; {" ; ".join(held)} ;
    rdfs:label "{"time of a token" if is_token else "cost of work"} on {", ".join(keys)}"@en ; \
rdfs:isDefinedBy <{ONTOLOGY}{module}> ;
    {" ; ".join(_numbers(cell))} ;
    tw:hasFigure {_NEXT.join(_intervals(cell, sources))} ;
    tw:fittedRows {cell.rows} ; tw:fittedBoards {cell.boards} ; \
tw:fitDate "{date}"^^xsd:date ; tw:standing tw:estimated ; dcterms:source {sources} .
"""


def _releases(fitted: FittedReleases, date: datetime.date, module: str) -> str:
    is_one = len(fitted.runtimes) == 1
    name = f"of-{fitted.runtimes[0]}" if is_one else "of-others"
    label = fitted.runtimes[0] if is_one else "runtimes of which too few were measured"
    sources = _sources(fitted.tables)
    return f"""\
cat:fitted-releases-{name} a tw:ReleaseFactor ; tw:releasesOf {_names("cat", fitted.runtimes)} ;
    rdfs:label "releases of {label}"@en ; rdfs:isDefinedBy <{ONTOLOGY}{module}> ;
    tw:hasFigure {_figure("releaseSpread", fitted.spread, sources)} ;
    tw:fittedRows {fitted.rows} ; tw:fittedBoards {fitted.boards} ; \
tw:fitDate "{date}"^^xsd:date ; tw:standing tw:estimated ; dcterms:source {sources} .
"""


def _sources(tables: Sequence[str]) -> str:
    found = sorted({_SOURCES.get(each, each) for each in tables})
    return " , ".join(f"cat:source-measured-{each.replace('_', '-')}" for each in found)


def _names(prefix: str, names: Sequence[str]) -> str:
    return " , ".join(f"{prefix}:{each}" for each in names)


def _numbers(cell: FittedCell) -> list[str]:
    found = [
        f"tw:{_COSTS[each]} {_number(cost)}" for each, cost in cell.costs.items() if each in _COSTS
    ]
    if "external" in cell.costs:
        found.append(f'tw:costOfExternal "{_number(cell.costs["external"])} cycle/B"')
    name, unit = _OPERATORS[cell.kind]
    operators = _number(cell.costs.get("operators", 0.0))
    found.append(f'tw:{name} "{operators}{unit}"' if unit else f"tw:{name} {operators}")
    if cell.kind in ("mcu", "processor"):
        found += [
            f"tw:{of}Exponent {_number(cell.exponents[of])}" for of in ("cores", "bus")
        ]
    if cell.threads is not None:
        found.append(f"tw:threadsAtMost {_number(cell.threads)}")
    return found


def _intervals(cell: FittedCell, sources: str) -> list[str]:
    stated: list[tuple[str, Spread | None]] = [
        ("costPerByte" if cell.kind == "token" else "costPerMac", cell.whole),
        ("timeSpread", cell.spread), ("relativesSpread", cell.of_relatives),
        ("similarSpread", cell.of_similar),
    ]
    return [_figure(name, each, sources) for name, each in stated if each is not None]


def _figure(name: str, spread: Spread, sources: str) -> str:
    return (
        f"[ a tw:Figure ; tw:figureOf tw:{name} ; tw:value {_number(spread.value)} ; "
        f"tw:lower {_number(spread.lower)} ; tw:upper {_number(spread.upper)} ; "
        f"tw:standing tw:estimated ; dcterms:source {sources} ]"
    )


def _number(value: float) -> str:
    """Return a Turtle decimal with four significant digits.

    >>> _number(0.0123456), _number(1234567.0)
    ('0.01235', '1235000.0')
    """
    digits = f"{float(f'{value:.4g}'):.12f}"
    return re.sub(r"(\.\d+?)0+$", r"\1", digits)
