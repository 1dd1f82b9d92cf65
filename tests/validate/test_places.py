"""Links that end at places: all nodes that stand there are reached, and there have to be some."""

import pytest

from tierwise.reasoner.validate import validate

SITE = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/halls#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:site a tw:Site ; rdfs:label "site" ; tw:dataArisesAt ex:a ;
    tw:hasNode ex:a , ex:b , ex:c ; tw:hasLink ex:lan .
ex:hall a tw:Zone ; rdfs:label "hall" .
ex:loft a tw:Zone ; rdfs:label "loft" .
ex:a a tw:Node ; rdfs:label "a" ; tw:instanceOf cat:esp32-s3 ; tw:standsIn ex:hall .
ex:b a tw:Node ; rdfs:label "b" ; tw:instanceOf cat:esp32-s3 ; tw:standsIn ex:hall .
ex:c a tw:Node ; rdfs:label "c" ; tw:instanceOf cat:esp32-s3 .
ex:lan a tw:Link ; rdfs:label "lan" ; tw:technology cat:wifi-4 ; tw:bidirectional true ;
    tw:to ex:c ; tw:from ex:
"""
FOUND = [
    ("hall", []),
    ("a", ["site has no path from a to b"]),
    ("loft", ["site has no path from a to b", "site has no path from a to c",
              "lan ends at loft, in which no node stands"]),
]


@pytest.mark.parametrize(("end", "expected"), FOUND)
def test_a_link_that_ends_at_a_place_reaches_what_stands_there(tmp_path, end, expected):
    path = tmp_path / "halls.ttl"
    path.write_text(f"{SITE.strip()}{end} .\n", encoding="utf-8")
    assert [each.message for each in validate([path]).findings] == expected
