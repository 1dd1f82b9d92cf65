"""Rows of facts become hardware, cloud instances and links, with rivals kept."""

from __future__ import annotations

from click.testing import CliRunner

from tierwise.cli.import_ import import_command
from tierwise.reasoner.facts import lexical
from tierwise.reasoner.namespaces import DCTERMS, PREFIXES, curie, tw

from .conftest import facts_of, row

CAT = PREFIXES["cat"]
CLOUD = (
    "provider,instance_type,vcpu,ram_gib,gpu_or_accelerator,gpu_count,gpu_mem_gib_each,"
    "price_usd_per_hour,region,price_kind,price_date,confidence,source"
)
PRICES = "github:aws/karpenter-provider-aws@1d927085dd81 pkg"
HARDWARE = "hardware,attribute,value,unit,source"


def instance(price: str = "0.05", date: str = "2026-07-20", name: str = "t3.odd") -> str:
    return f"AWS,{name},2,2.0,,,,{price},us-east-1,on-demand,{date},high,{PRICES}"


def test_a_cloud_instance_has_its_parts_and_a_dated_price(table, imported):
    facts = facts_of(imported(table(instance(), columns=CLOUD), kind="cloud"))
    made = CAT + "aws-t3-odd"
    parts = sorted(curie(each) for each in facts.objects(made, tw("hasPart")))
    (price,) = facts.objects(made, tw("hasFigure"))
    assert parts == ["cat:aws-t3-odd-cpu", "cat:aws-t3-odd-ram", "cat:aws-t3-odd-storage"]
    assert lexical(facts.object(price, tw("value")) or "") == "0.05 USD/hr"
    assert lexical(facts.object(price, DCTERMS + "date") or "") == "2026-07-20"


def test_prices_of_two_dates_are_both_kept_and_the_later_is_chosen(table, imported):
    rows = instance("0.06", "2026-01-01"), instance("0.05", "2026-07-20")
    facts = facts_of(imported(table(*rows, columns=CLOUD), kind="cloud"))
    prices = facts.objects(CAT + "aws-t3-odd", tw("hasFigure"))
    stated = {
        lexical(facts.object(each, tw("value")) or ""): facts.text(each, tw("chosen"))
        for each in prices
    }
    assert stated == {"0.06 USD/hr": None, "0.05 USD/hr": "true"}


def test_what_the_catalogue_states_elsewhere_is_not_stated_again(table, imported):
    found = imported(table(instance(name="t3.micro"), columns=CLOUD), kind="cloud")
    assert found.things == 0


def thor(attribute: str, value: str, unit: str) -> str:
    source = "ultralytics nvidia-jetson.md (npcnamedmax/yolov12@9d8a4f53d953)"
    return f"NVIDIA Jetson AGX Thor Developer Kit,{attribute},{value},{unit},{source}"


def test_rows_that_state_one_attribute_each_are_gathered_into_a_product(table, imported):
    path = table(
        thor("dram", "128", "GB"), thor("gpu_clock_max", "1570", "MHz"), columns=HARDWARE
    )
    facts = facts_of(imported(path, kind="hardware", name="accelerators-more"))
    made = CAT + "jetson-agx-thor"
    assert facts.text(made + "-ram", tw("capacity")) == "128 GB"
    assert facts.text(made + "-gpu", tw("clock")) == "1570 MHz"
    assert curie(facts.object(made + "-gpu", tw("worksIn")) or "") == "cat:jetson-agx-thor-ram"


def test_a_table_of_names_is_read_before_what_is_bundled(table, tmp_path, imported):
    names = tmp_path / "names.csv"
    names.write_text(
        "column,text,property,thing\n"
        "hardware_key,My own board,tw:onHardware,cat:raspberry-pi-5-8gb\n"
        "hardware_key,My own board,tw:measuredFamily,cat:cortex-a76\n"
    )
    facts = facts_of(imported(table(row(hardware="My own board")), mappings=[names]))
    (run,) = facts.instances(tw("Measurement"))
    assert curie(facts.object(run, tw("onHardware")) or "") == "cat:raspberry-pi-5-8gb"


def test_importing_twice_changes_nothing(table, tmp_path):
    call = [str(table(instance(), columns=CLOUD)), "--as", "cloud", "--output"]
    out = tmp_path / "out.ttl"
    first = CliRunner().invoke(import_command, [*call, str(out)], standalone_mode=False)
    kept = out.read_bytes()
    again = CliRunner().invoke(import_command, [*call, str(out)], standalone_mode=False)
    assert ("changed: 1;" in first.output, out.read_bytes()) == (True, kept)
    assert "changed: 0;" in again.output


def test_rows_that_nothing_reads_are_told_on_stderr_with_their_line(table, tmp_path):
    path = table(row(), row(model="my-own-model"))
    found = CliRunner().invoke(
        import_command, [str(path), "--as", "measurements", "--output", str(tmp_path / "o.ttl")],
        standalone_mode=False,
    )
    assert found.return_value == 0
    assert "runs.csv:3: nothing reads tw:ofVariant from model 'my-own-model'" in found.stderr
