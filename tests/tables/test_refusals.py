"""What is wrong with a table or a layout is said with file and line, and nothing is written."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tierwise.cli.import_ import import_command
from tierwise.reasoner.errors import InputError

from .conftest import COLUMNS, row

BAD_TABLES = {
    "ragged": ([row(), row() + ",more"], COLUMNS, "runs.csv:3: a row does not fit the header"),
    "doubled column": ([row()], COLUMNS.replace("batch", "model"), "runs.csv:1: the header is not"),
    "unknown column": (
        [row()], COLUMNS.replace("threads", "thread"), "did you mean threads?"),
    "no number": ([row(), row(latency="fast")], COLUMNS, "runs.csv:3:"),
    "open quote": (['"' + row()], COLUMNS, "runs.csv:2: is not CSV"),
    "nothing in common": (["1,2"], "a,b", "runs.csv:1: no layout reads this table"),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_bad_table_is_refused_where_it_is_bad(name, table, imported):
    rows, columns, said = BAD_TABLES[name]
    with pytest.raises(InputError) as refusal:
        imported(table(*rows, columns=columns))
    assert said in refusal.value.message()


def test_an_empty_file_is_no_table(tmp_path, imported):
    path = tmp_path / "empty.csv"
    path.write_text("")
    with pytest.raises(InputError, match="is empty"):
        imported(path)


def test_a_line_break_within_a_cell_does_not_shift_the_lines(table, imported):
    broken = row().replace("ncnn benchncnn", '"ncnn\nbenchncnn"')
    with pytest.raises(InputError, match=r"runs\.csv:4"):
        imported(table(broken, row(latency="fast")))


def test_a_file_that_is_too_large_is_refused(table, imported, monkeypatch):
    monkeypatch.setattr("tierwise.reasoner.source.LARGEST_FILE_BYTES", 10)
    with pytest.raises(InputError, match="is too large"):
        imported(table(row()))


LAYOUT = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
cat:mine a tw:TableLayout ; rdfs:label "mine"@en ; tw:makes tw:Measurement ;
    tw:requires tw:onHardware ;
    tw:column [ tw:header "board" ; tw:passedOver "read into the hardware" ] ,
        [ tw:header "ms" ; tw:states tw:measuredLatency ; tw:cellUnit "ms" ] ;
    tw:reading [ tw:when "board=My board" ; tw:onHardware cat:esp32-s4 ] .
"""


def test_a_layout_that_names_what_nothing_defines_is_told_so(tmp_path, table, imported):
    layout = tmp_path / "mine.ttl"
    layout.write_text(LAYOUT)
    with pytest.raises(InputError) as refusal:
        imported(table("My board,3", columns="board,ms"), mappings=[layout])
    assert "mine.ttl:9" in refusal.value.message()
    assert "did you mean cat:esp32-s3" in refusal.value.message()


def test_where_anything_is_wrong_the_file_that_is_there_stays(table, tmp_path):
    kept = tmp_path / "out.ttl"
    kept.write_text("# mine\n")
    bad = table(row(), row(latency="fast"))
    found = CliRunner().invoke(
        import_command, [str(bad), "--as", "measurements", "--output", str(kept)]
    )
    assert isinstance(found.exception, InputError)
    assert [each.name for each in tmp_path.iterdir() if "part" in each.name] == []
    assert kept.read_text() == "# mine\n"
