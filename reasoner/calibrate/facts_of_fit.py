"""Write the fitted factors as facts of the ontology."""

from __future__ import annotations

import datetime
import re

from .factors import Calibration, Exponent, Factor

ONTOLOGY = "https://w3id.org/tierwise/catalog/fitted"

_FIGURE = {
    ("mcu", False): "cyclesPerUnitOfWork",
    ("processor", False): "cyclesPerUnitOfWork",
    ("accelerator", False): "peakTimesPerUnitOfWork",
    ("token", False): "peakTimesPerUnitOfWork",
    ("accelerator", True): "microsecondsPerOperator",
    ("token", True): "microsecondsPerOperator",
}


def factors_turtle(calibration: Calibration, date: datetime.date) -> str:
    """Return the Turtle of a fit: sources, factors, exponents; stable but for the date."""
    tables = sorted({table for each in calibration.factors for table in each.tables})
    parts = [
        _header(),
        *map(_source, tables),
        *(_factor(each, date) for each in calibration.factors),
        *(_exponent(each, tables, date) for each in calibration.exponents),
    ]
    return "\n".join(parts)


def _header() -> str:
    return f"""\
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{ONTOLOGY}> a owl:Ontology ;
    dcterms:title "tierwise catalogue: fitted factors"@en ;
    dcterms:description "Written by tierwise calibrate on measured runs; not edited by hand."@en ;
    dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> ;
    owl:versionIRI <{ONTOLOGY}/0.1.0> ;
    owl:versionInfo "0.1.0" ;
    owl:imports <https://w3id.org/tierwise/ontology/estimates> .
"""


def _source_iri(table: str) -> str:
    return "cat:source-measured-" + table.replace("_", "-")


def _source(table: str) -> str:
    return f"""\
{_source_iri(table)} a tw:Source ;
    rdfs:label "measured rows of {table}"@en ;
    dcterms:title "Published measurements, collected in {table}" ;
    tw:locator "{table}" ;
    rdfs:isDefinedBy <{ONTOLOGY}> .
"""


def _factor(factor: Factor, date: datetime.date) -> str:
    keys = [each for each in (factor.family, factor.runtime, factor.numeric_type) if each]
    figure = _FIGURE.get((factor.kind, factor.component == "operators")) or _FIGURE[
        factor.kind, False
    ]
    name = "-".join([*keys, factor.kind, factor.component])
    held = [f"tw:factorFamily cat:{factor.family}", f"tw:factorWork tw:{factor.component}-work"]
    if factor.runtime:
        held.append(f"tw:factorRuntime cat:{factor.runtime}")
    if factor.numeric_type:
        held.append(f"tw:factorNumericType tw:{factor.numeric_type}")
    sources = " , ".join(map(_source_iri, factor.tables))
    return f"""\
cat:fitted-{name} a tw:EfficiencyFactor ; {" ; ".join(held)} ;
    rdfs:label "cost of {factor.component} on {", ".join(keys)}"@en ; \
rdfs:isDefinedBy <{ONTOLOGY}> ;
    tw:hasFigure [ a tw:Figure ; tw:figureOf tw:{figure} ; tw:value {_number(factor.cost)} ; \
tw:lower {_number(factor.lower)} ; tw:upper {_number(factor.upper)} ; \
tw:standing tw:estimated ; dcterms:source {sources} ] ;
    tw:fittedRows {factor.rows} ; tw:fittedBoards {factor.boards} ; \
tw:fitDate "{date}"^^xsd:date ; tw:standing tw:estimated ; dcterms:source {sources} .
"""


def _exponent(exponent: Exponent, tables: list[str], date: datetime.date) -> str:
    sources = " , ".join(map(_source_iri, tables))
    return f"""\
cat:fitted-{exponent.of}-exponent-{exponent.kind} a tw:ScalingExponent ;
    rdfs:label "exponent of {exponent.of} for {exponent.kind}"@en ; rdfs:isDefinedBy <{ONTOLOGY}> ;
    tw:hasFigure [ a tw:Figure ; tw:figureOf tw:{exponent.of}Exponent ; \
tw:value {_number(exponent.value)} ; tw:lower {_number(exponent.lower)} ; \
tw:upper {_number(exponent.upper)} ; tw:standing tw:estimated ; dcterms:source {sources} ] ;
    tw:fittedRows {exponent.rows} ; tw:fitDate "{date}"^^xsd:date ; \
tw:standing tw:estimated ; dcterms:source {sources} .
"""


def _number(value: float) -> str:
    """Return a Turtle decimal with four significant digits.

    >>> _number(0.0123456), _number(1234567.0)
    ('0.01235', '1235000.0')
    """
    digits = f"{float(f'{value:.4g}'):.12f}"
    return re.sub(r"(\.\d+?)0+$", r"\1", digits)


