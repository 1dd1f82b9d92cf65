"""`tierwise split`: what it prints, what it returns as JSON, and what bad input gets."""

import json

import jsonschema
import pytest
from click.testing import CliRunner
from onnx import helper

from tierwise.cli.split import split_command
from tierwise.reasoner.errors import ModelFileError, TopologyError, UnknownName

from .conftest import REAL

SITE = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/yard#> .
ex:invented a tw:Source ; dcterms:title "Invented" .
ex:yard a tw:Site ; tw:routing tw:routed ; tw:dataArisesAt ex:camera ;
    tw:hasNode ex:camera , ex:box , ex:server ; tw:hasLink ex:radio , ex:cable .
ex:camera a tw:Node ; tw:instanceOf cat:raspberry-pi-zero-2-w ; tw:role tw:device-level .
ex:box a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level .
ex:server a tw:Node ; tw:instanceOf cat:raspberry-pi-5-8gb ; tw:role tw:gateway-level .
ex:radio a tw:Link ; tw:from ex:camera ; tw:to ex:box ; tw:bidirectional true ;
    tw:uplinkRate "20 Mbit/s" ; tw:downlinkRate "40 Mbit/s" ; tw:latencyP50 "3 ms" ;
    tw:energyPerByte "1 uJ/B" ; dcterms:source ex:invented ; tw:standing tw:assumed .
ex:cable a tw:Link ; tw:from ex:box ; tw:to ex:server ;
    tw:uplinkRate "10 Mbit/s" ; tw:latencyP50 "2 ms" ;
    dcterms:source ex:invented ; tw:standing tw:assumed .
"""


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    path = tmp_path_factory.mktemp("sites") / "yard.ttl"
    path.write_text(SITE, "utf-8")
    return path


def called(*options: object):
    found = CliRunner().invoke(split_command, [*map(str, options)], standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found.return_value, found.stdout


def words(text: str) -> str:
    """Return a text on one line, however it was wrapped."""
    return " ".join(text.split())


def answered(schema, *options: object):
    status, text = called(*options, "--format", "json")
    found = json.loads(text)
    jsonschema.validate(found, schema)
    return status, found


@pytest.fixture(scope="module")
def schema(pytestconfig):
    path = pytestconfig.rootpath / "docs" / "schemas" / "split.schema.json"
    found = json.loads(path.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def ends(start: str, end: str, *links: str) -> list[str]:
    return ["--from", start, "--to", end, *(each for link in links for each in ("--link", link))]


CATALOGUE = ends("raspberry-pi-zero-2-w", "raspberry-pi-5-8gb", "wifi-4")


def test_the_table_says_where_to_cut_and_why(classifier):
    status, text = called(classifier, *CATALOGUE)
    assert status == 0
    assert text.startswith("classifier.onnx from raspberry-pi-zero-2-w (")
    assert "all layers on raspberry-pi-zero-2-w (feasible; least latency)" in words(text)
    assert "Times are estimated" in words(text)


def test_the_json_is_as_its_schema_says(classifier, schema):
    status, found = answered(schema, classifier, *CATALOGUE)
    assert (status, found["best"]["kind"], found["exact"]) == (0, "device only", True)
    assert found["layers"] == ["Mul", "Conv", "Relu", "Conv", "Flatten", "Gemm"]
    assert found["in_two"]["crossing"][0]["bytes"] == found["in_two"]["sent_bytes"]


def test_all_layers_together_take_the_whole_time_on_each_side(classifier, schema):
    _, found = answered(schema, classifier, *CATALOGUE)
    assert found["device_only"]["device_time_s"] == found["from"]["whole_time_s"]
    assert found["remote_only"]["remote_time_s"] == found["to"]["whole_time_s"]


def test_scaled_input_is_raw_and_does_not_leave(classifier, schema):
    _, found = answered(schema, classifier, *CATALOGUE, "--raw-stays")
    assert found["in_two"]["device_layers"][:2] == [0, 1]
    assert found["remote_only"]["refusals"][0]["tensors"] == ["x"]


def test_links_of_a_site_have_the_rates_of_their_direction(classifier, yard, schema):
    _, there = answered(schema, classifier, *ends("camera", "box", "radio"), "--site", yard)
    _, back = answered(schema, classifier, *ends("box", "camera", "radio"), "--site", yard)
    assert there["remote_only"]["link_time_s"]["middle"] == pytest.approx(3e-3 + 12288 * 8 / 20e6)
    assert back["remote_only"]["link_time_s"]["middle"] == pytest.approx(3e-3 + 12288 * 8 / 40e6)


def test_several_links_are_one_way_with_the_rate_of_the_slowest(classifier, yard, schema):
    route = ends("camera", "server", "radio", "cable")
    _, found = answered(schema, classifier, *route, "--site", yard)
    assert found["remote_only"]["link_time_s"]["middle"] == pytest.approx(5e-3 + 12288 * 8 / 10e6)


def test_energy_that_lacks_a_figure_exits_1_and_names_it_unless_nothing_is_sent(
    classifier, yard, schema
):
    _, found = answered(schema, classifier, *ends("camera", "box", "radio"), "--site", yard,
                        "--objective", "energy")
    assert found["missing"] == []
    status, text = called(classifier, *CATALOGUE, "--objective", "energy")
    assert status == 1
    assert "Nobody states: energy per byte of wifi-4." in words(text)


def test_a_model_whose_work_is_not_known_has_no_quickest_cut_and_its_macs_are_named(onnx_of):
    unruled = onnx_of(
        helper.make_node("Einsum", ["x"], ["a"], equation="nchw->nhwc"),
        helper.make_node("Relu", ["a"], ["y"]),
    )
    status, text = called(unruled, *CATALOGUE)
    assert status == 1
    assert "Nobody states: macs of made.onnx." in words(text)


@pytest.mark.parametrize(("options", "said"), [
    (ends("raspbery-pi-zero-2-w", "raspberry-pi-5-8gb", "wifi-4"), "did you mean raspberry-pi"),
    (ends("raspberry-pi-zero-2-w", "raspberry-pi-5-8gb", "wifi4"), "did you mean wifi-4"),
])
def test_a_name_that_nothing_has_gets_a_did_you_mean(classifier, options, said):
    with pytest.raises(UnknownName, match=said):
        called(classifier, *options)


@pytest.mark.parametrize("links", [("cable",), ("radio", "radio"), ("cable", "radio")], ids=str)
def test_links_that_do_not_join_the_nodes_are_told_with_what_they_join(classifier, yard, links):
    with pytest.raises(TopologyError, match=r"quickest way is --link radio --link cable"):
        called(classifier, *ends("camera", "server", *links), "--site", yard)


def test_a_link_is_not_used_against_its_direction(classifier, yard):
    with pytest.raises(TopologyError, match="cable does not join server and box"):
        called(classifier, *ends("server", "box", "cable"), "--site", yard)


def test_one_node_is_not_both_ends(classifier):
    with pytest.raises(TopologyError, match="both ends"):
        called(classifier, *ends("raspberry-pi-5-8gb", "raspberry-pi-5-8gb", "wifi-4"))


def test_a_file_that_is_no_model_is_refused(tmp_path):
    broken = tmp_path / "broken.tflite"
    broken.write_bytes(b"TFL3")
    with pytest.raises(ModelFileError, match=r"broken\.tflite"):
        called(broken, *CATALOGUE)


def test_no_cut_exits_1_and_says_what_refuses_each_side(classifier):
    options = ends("esp32-s3", "raspberry-pi-5-8gb", "wifi-4")
    status, text = called(classifier, *options, "--raw-stays")
    assert status == 1
    assert "no cut is allowed (infeasible; least latency)" in words(text)
    assert "raw input would leave esp32-s3" in words(text)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real models are not on this machine")
def test_a_real_network_with_raw_input_that_stays_is_cut_within(schema):
    model = REAL / "tinyengine_mcunetv2_large.tflite"
    status, found = answered(
        schema, model, *ends("stm32f746g-disco", "raspberry-pi-5-8gb", "fast-ethernet"),
        "--objective", "bytes", "--raw-stays",
    )
    assert (status, found["best"]["kind"], found["exact"]) == (0, "split", True)
    assert found["best"]["sent_bytes"] < found["remote_only"]["sent_bytes"] / 10
    assert found["unfit"]["refusals"][0]["constraint"] == "storage"
