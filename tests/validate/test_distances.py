"""Latencies that no signal can keep over the length that is stated."""

from pathlib import Path

import pytest

from tierwise.reasoner.validate import validate

HEAD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/far#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:site a tw:Site ; rdfs:label "site" ; tw:hasNode ex:a , ex:b ; tw:hasLink ex:line ;
    tw:dataArisesAt ex:a .
ex:a a tw:Node ; rdfs:label "a" ; tw:instanceOf cat:esp32-s3 ; tw:standsIn ex:here .
ex:b a tw:Node ; rdfs:label "b" ; tw:instanceOf cat:esp32-s3 ; tw:standsIn ex:there .
ex:here a tw:Zone ; rdfs:label "here" .
ex:there a tw:Zone ; rdfs:label "there" .
ex:line a tw:Link ; rdfs:label "line" ; tw:from ex:a ; tw:to ex:b ;
    tw:technology cat:fibre-ftth ; tw:latencyP50 "15 ms" ; """
FOUND = [
    ('tw:length "2990 km" .', None),
    ('tw:length "3100 km" .', "warning"),
    ('tw:length "3100 km" ; tw:propagationSpeed "290000 km/s" .', None),
    ('tw:length "4600 km" ; tw:propagationSpeed "290000 km/s" .', "violation"),
    ('rdfs:comment "x" . ex:far a tw:PlaceDistance ; tw:betweenPlaces ex:here , ex:there ; '
     'tw:distance "3100 km" .', "warning"),
    ('rdfs:comment "x" . ex:far a tw:PlaceDistance ; tw:betweenPlaces ex:here , ex:there ; '
     'tw:distance "2900 km" .', None),
]


@pytest.mark.parametrize(("says", "severity"), FOUND)
def test_a_latency_below_that_of_a_signal_is_found_with_its_line(tmp_path: Path, says, severity):
    path = tmp_path / "far.ttl"
    path.write_text(HEAD + says, encoding="utf-8")
    found = [each for each in validate([path]).findings if "quicker than a signal" in each.message]
    assert [(each.severity, each.place.line) for each in found] == (
        [(severity, 13)] if severity else []
    )
