"""Each kind of bad input is a finding with its line, what was expected and the way on."""

from pathlib import Path

import pytest

from tierwise.reasoner.validate import Finding, Report, validate
from tierwise.reasoner.validate.vocabulary import Vocabulary, bundled_vocabulary

HEAD = """@prefix ex: <https://example.org/acme#> .
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
NODES = """ex:camera a tw:Node ; rdfs:label "camera"@en ; tw:instanceOf cat:raspberry-pi-zero-2-w .
ex:hub a tw:Node ; rdfs:label "hub"@en ; tw:instanceOf cat:raspberry-pi-5-8gb .
"""
TASKS = """ex:model a tw:Model ; rdfs:label "model"@en .
ex:detect a tw:Task ; rdfs:label "detect"@en ; tw:usesModel ex:model .
ex:alarm a tw:Task ; rdfs:label "alarm"@en ; tw:usesModel ex:model .
ex:there a tw:Flow ; tw:fromTask ex:detect ; tw:toTask ex:alarm ; tw:flowBytes 10 .
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return bundled_vocabulary()


@pytest.fixture
def report_of(tmp_path: Path, vocabulary: Vocabulary):
    def report(body: str, name: str = "site.ttl") -> Report:
        path = tmp_path / name
        path.write_text(HEAD + body, encoding="utf-8")
        return validate([path], vocabulary)

    return report


@pytest.fixture
def only(report_of):
    def finding(body: str) -> Finding:
        findings = report_of(body).findings
        assert len(findings) == 1, findings
        return findings[0]

    return finding


def test_a_file_that_is_not_turtle_is_told_at_its_line(only) -> None:
    finding = only('ex:a rdfs:label "a" .\nthis is no Turtle\n')
    assert (finding.place.line, finding.severity) == (7, "violation")
    assert finding.message == "is not Turtle"


SYNTAX = {
    "no object": ("ex:a rdfs:label\n\n  .\n", 8, ".", ". is not a valid RDF object"),
    "no dot": ('ex:a rdfs:label "a"\nex:b a ex:C .\n', 7, "ex:b a ex:C .",
               "A dot is expected at the end of statements"),
    "no quote": ('ex:a rdfs:label "a .\nex:b a ex:C .\n', 6, '"a .', "Unexpected end of file"),
    "no bracket": ("ex:a ex:b [ ex:c ex:d\n  .\n", 7, ".",
                   "blank node property lists should end with a ']'"),
    "a comma too many": ('ex:a rdfs:label """a\n\nb""" ,\n  "c" ,\n  ;\n.', 10, ";",
                         "; is not a valid RDF object"),
    "cut off": ("ex:a ex:b ex:c", 6, "the end of the file", "Unexpected end"),
}


@pytest.mark.parametrize(("body", "line", "found", "why"), SYNTAX.values(), ids=SYNTAX)
def test_a_syntax_error_is_told_at_its_line_with_what_stands_there(
    body: str, line: int, found: str, why: str, only
) -> None:
    finding = only(body)
    assert (finding.place.line, finding.found, finding.hint) == (line, found, why)
    assert "expected" not in (finding.expected or "")


def test_a_literal_as_a_property_is_refused_at_its_line(only) -> None:
    finding = only('ex:a a ex:C .\nex:a "name" "a" .\n')
    assert (finding.place.line, finding.message) == (7, "is not a fact")


def test_a_missing_file_is_a_finding_and_the_others_are_checked(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    there = tmp_path / "there.ttl"
    there.write_text(HEAD + "ex:m a tw:Model .", encoding="utf-8")
    missing, unnamed = sorted(
        validate([tmp_path / "gone.ttl", there], vocabulary).findings, key=lambda f: f.place.file
    )
    assert (missing.message, missing.found) == ("cannot be read", "nothing there")
    assert unnamed.message == "m: the name of the model is missing"


def test_an_unknown_prefix_is_named_at_its_line(only) -> None:
    finding = only("ex:a a foo:Bar .\n")
    assert finding.place.line == 6
    assert "unknown prefix" in finding.message and "foo" in finding.message


def test_an_unknown_name_of_the_catalogue_gets_a_did_you_mean(only) -> None:
    finding = only(
        'ex:n a tw:Node ; rdfs:label "n"@en ;\n    tw:instanceOf cat:raspbery-pi-5-8gb .\n'
    )
    assert (finding.place.line, finding.message) == (7, "cat:raspbery-pi-5-8gb is not defined")
    assert finding.hint is not None and "cat:raspberry-pi-5-8gb" in finding.hint


def test_an_unknown_property_gets_a_did_you_mean(only) -> None:
    finding = only('ex:m a tw:Model ; rdfs:label "m"@en .\nex:m tw:capacty "4 GiB" .\n')
    assert (finding.place.line, finding.message) == (7, "tw:capacty is not defined")
    assert (finding.hint or "").startswith("did you mean tw:capacity")


def test_a_name_that_another_file_given_defines_is_known(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    one, other = tmp_path / "one.ttl", tmp_path / "other.ttl"
    one.write_text(HEAD + 'cat:own-net a tw:Model ; rdfs:label "m"@en .', encoding="utf-8")
    other.write_text(
        HEAD + 'ex:t a tw:Task ; rdfs:label "t"@en ; tw:usesModel cat:own-net .', encoding="utf-8"
    )
    assert validate([one, other], vocabulary).findings == ()


def test_an_unknown_unit_gets_a_did_you_mean(only) -> None:
    finding = only(
        'ex:ram a tw:SramPool ; rdfs:label "RAM"@en ;\n    tw:capacity "256 KiBB" .\n'
    )
    assert (finding.place.line, finding.message) == (7, "tw:capacity of ram can't be read")
    assert finding.found == '"256 KiBB": the unit "KiBB"'
    assert finding.hint is not None and "KiB" in finding.hint


def test_a_unit_of_another_dimension_is_told_which_fit(only) -> None:
    finding = only('ex:ram a tw:SramPool ; rdfs:label "RAM"@en ;\n    tw:capacity "256 ms" .\n')
    assert finding.place.line == 7
    assert "KiB" in (finding.expected or "") and "ms (Time)" in (finding.found or "")


def test_what_is_no_number_is_told_so(only) -> None:
    finding = only('ex:ram a tw:SramPool ; rdfs:label "RAM"@en ;\n    tw:capacity "plenty" .\n')
    assert (finding.place.line, finding.found) == (7, '"plenty": no number')


def test_a_quantity_in_a_language_is_told_as_loading_refuses_it(only) -> None:
    finding = only('ex:ram a tw:SramPool ; rdfs:label "RAM"@en ;\n    tw:capacity "4 KiB"@en .\n')
    assert (finding.place.line, finding.found) == (7, "a literal of type rdf:langString")


def test_a_number_out_of_its_range_is_shown_as_it_was_written(only) -> None:
    finding = only(f'{TASKS}ex:alarm tw:minimumAccuracy "120 %" .')
    assert (finding.message, finding.found) == (
        "alarm: the minimum accuracy is above 100 %",
        '"120 %"',
    )


def test_an_unknown_datatype_is_named(only) -> None:
    finding = only(
        'ex:ram a tw:SramPool ; rdfs:label "RAM"@en ;\n    tw:capacity "256"^^xsd:intger .\n'
    )
    assert (finding.place.line, finding.found) == (7, "xsd:intger")
    assert finding.hint is not None and "xsd:integer" in finding.hint


def test_negative_ram_is_refused_at_its_line(only) -> None:
    finding = only('ex:ram a tw:SramPool ; rdfs:label "RAM"@en ;\n    tw:capacity "-4 GiB" .\n')
    assert (finding.place.line, finding.message) == (7, "tw:capacity of ram is negative")
    assert (finding.expected, finding.found) == ("zero or more", "-4 GiB")


def test_half_a_source_is_refused_at_its_line(only) -> None:
    finding = only(f"{TASKS}ex:alarm tw:sources 1.5 .")
    assert finding.message == "tw:sources of alarm is no whole number"
    assert (finding.expected, finding.found) == ("a whole number", "1.5")


def test_temperatures_below_zero_celsius_are_not_negative(report_of) -> None:
    body = f'{TASKS}ex:alarm tw:ambientMin "-40 degC" .'
    assert report_of(body).findings == ()


def test_the_bound_of_a_figure_is_checked_in_the_unit_of_its_property(report_of) -> None:
    body = 'ex:f a tw:Figure ; tw:figureOf tw:price ; tw:value "35 USD" ;\n    tw:upper "4 kg" .\n'
    messages = {each.message: each.place.line for each in report_of(body).findings}
    assert messages["upper bound of tw:price of f can't be read"] == 7


def test_two_values_of_one_figure_are_told_with_both_lines(only) -> None:
    finding = only(
        'ex:ram a tw:SramPool ; rdfs:label "RAM"@en ; tw:capacity "1 GiB" .\n'
        'ex:ram tw:capacity "2 GiB" .\n'
    )
    assert (finding.place.line, finding.found) == (7, '"1 GiB" and "2 GiB"')


def test_a_cycle_of_precedence_is_named_task_by_task(only) -> None:
    finding = only(
        f"{TASKS}ex:back a tw:Flow ; tw:fromTask ex:alarm ; tw:toTask ex:detect ; tw:flowBytes 9 ."
    )
    assert finding.message == "tasks wait for one another in a circle: alarm → detect → alarm"
    assert finding.place.line in {9, 10} and "tw:precedes false" in (finding.hint or "")


def test_a_flow_that_carries_no_precedence_may_feed_back(report_of) -> None:
    body = f"""{TASKS}ex:back a tw:Flow ; tw:fromTask ex:alarm ; tw:toTask ex:detect ;
        tw:flowBytes 9 ; tw:precedes false ."""
    assert report_of(body).findings == ()


def test_a_site_without_a_path_names_both_nodes(only) -> None:
    finding = only(
        f'{NODES}ex:site a tw:Site ; rdfs:label "site"@en ; tw:dataArisesAt ex:camera ;\n'
        "    tw:hasNode ex:camera ,\n        ex:hub .\n"
    )
    assert finding.place.line == 10
    assert finding.message == "site has no path from camera to hub"


def test_a_one_way_link_against_the_data_is_no_path(only) -> None:
    finding = only(
        f'{NODES}ex:site a tw:Site ; rdfs:label "site"@en ; tw:dataArisesAt ex:camera ;\n'
        "    tw:hasNode ex:camera , ex:hub ; tw:hasLink ex:l .\n"
        "ex:l a tw:Link ; tw:from ex:hub ; tw:to ex:camera ; tw:technology cat:wifi-5 ;\n"
        "    tw:bidirectional false .\n"
    )
    assert finding.message == "site has no path from camera to hub"


ONE_WAY = [
    ("tw:technology cat:wifi-5", ["warning"]),  # what nobody states is not so
    ("tw:technology cat:wifi-5 ; tw:bidirectional false", ["warning"]),
    ("tw:technology cat:wifi-5 ; tw:bidirectional true", []),
    ("tw:technology ex:both-ways", []),
]


@pytest.mark.parametrize(("said", "expected"), ONE_WAY)
def test_a_node_that_only_sends_is_told_where_others_are_reached(said, expected, report_of) -> None:
    found = report_of(
        f'{NODES}ex:site a tw:Site ; rdfs:label "site"@en ; tw:dataArisesAt ex:camera ;\n'
        "    tw:hasNode ex:camera , ex:hub , ex:bell ; tw:hasLink ex:l , ex:m .\n"
        'ex:bell a tw:Node ; rdfs:label "bell"@en ; tw:instanceOf cat:esp32-s3 .\n'
        'ex:both-ways a tw:LinkTechnology ; rdfs:label "both ways"@en ; tw:standing tw:assumed ;\n'
        "    tw:crosses tw:local-network ; tw:bidirectional true .\n"
        "ex:l a tw:Link ; tw:from ex:camera ; tw:to ex:hub ; tw:technology cat:wifi-5 .\n"
        f"ex:m a tw:Link ; tw:from ex:bell ; tw:to ex:hub ; {said} .\n"
    ).findings
    assert [each.severity for each in found if "no path" in each.message] == expected


def test_a_link_to_a_node_of_another_site_is_told(only) -> None:
    finding = only(
        f'{NODES}ex:site a tw:Site ; rdfs:label "site"@en ; tw:hasNode ex:camera ;\n'
        "    tw:hasLink ex:l .\n"
        "ex:l a tw:Link ; tw:from ex:camera ; tw:technology cat:wifi-5 ;\n    tw:to ex:hub .\n"
    )
    assert (finding.place.line, finding.found) == (11, "hub")
    assert finding.message == "l ends at a node that is not of site"


def test_findings_come_sorted_by_file_and_line(report_of) -> None:
    findings = report_of("ex:b a tw:Bus .\nex:a a tw:Model .\nex:c tw:nothing 1 .\n").findings
    assert [each.place.line for each in findings] == [6, 6, 7, 8]


def test_warnings_alone_conform(report_of) -> None:
    report = report_of('ex:ram a tw:SramPool ; rdfs:label "RAM"@en .\n')
    assert report.conforms and [each.severity for each in report.findings] == ["warning"]
    assert report.findings[0].hint == 'add `tw:capacity "256 KiB"`'


def test_what_a_file_adds_to_the_catalogue_is_checked_and_the_rest_is_not(only) -> None:
    finding = only("cat:raspberry-pi-5-8gb tw:storesIn cat:wifi-5 .\n")
    assert (finding.place.line, finding.found) == (6, "cat:wifi-5")


@pytest.mark.parametrize(
    "body",
    [
        'ex:s a tw:Site ; tw:hasNode "n" , [] ; tw:hasLink [ tw:from 1 ; tw:to "x" ] .',
        'ex:f a tw:Flow ; tw:fromTask "a"@en ; tw:toTask [] , 3 .',
        'ex:f a tw:Figure ; tw:figureOf "price" ; tw:value [] ; tw:unitOfValue 7 .',
        'ex:r a tw:SramPool , "x" ; tw:capacity "NaN" , "1e999 B" , [] , ex:r , "b"@en , true .',
        'ex:r tw:hasFigure ex:r ; tw:figureOf tw:capacity ; tw:value "1 B" .',
        "tw:Task rdfs:subClassOf tw:Node . tw:Node rdfs:subClassOf tw:Task .",
    ],
)
def test_odd_facts_are_findings_and_never_a_crash(body: str, report_of) -> None:
    assert isinstance(report_of(body), Report)
