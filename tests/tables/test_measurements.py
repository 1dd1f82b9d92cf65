"""Rows of benchmark tables become measured runs: candidate, figures, conditions, source."""

from __future__ import annotations

import pytest

from tierwise.reasoner.facts import lexical
from tierwise.reasoner.namespaces import DCTERMS, curie, tw

from .conftest import ORIN, facts_of, row

MISC = (
    "hardware_key,group,model,resolution,precision,params,macs,model_bytes,peak_ram_bytes,"
    "flash_bytes,hardware,accelerator,clock_mhz,runtime,batch,latency_ms,throughput,"
    "throughput_unit,energy_mj,power_w,notes,source,quoted_text"
)


def test_a_row_becomes_a_run_with_its_candidate_figures_conditions_and_source(table, imported):
    text = imported(table(row())).modules[0].text
    body = text[text.index("# ") :].rstrip()
    assert body == (
        "# NVIDIA Jetson Orin Nano 8 GB\n"
        "\n"
        "cat:run-jetson-orin-nano-original-squeezenet-ncnn-fp32-ncnn-0a09748a a tw:Measurement ; "
        'rdfs:label "squeezenet 227 of ncnn, fp32 on NVIDIA Jetson Orin Nano 8 GB with ncnn"@en ;\n'
        "    tw:ofVariant cat:squeezenet-ncnn-fp32 ; tw:onHardware cat:jetson-orin-nano-original ; "
        "tw:withRuntime cat:ncnn ; tw:measuredFamily cat:cortex-a78ae ;\n"
        '    tw:greatestLatency "11.74 ms" ; tw:leastLatency "11.74 ms" ; '
        'tw:measuredLatency "11.74 ms" ; tw:outcome tw:ran ;\n'
        '    tw:threadCount "6" ; tw:batchSize "1" ;\n'
        '    dcterms:source cat:table-of-ncnn-benchmark ; tw:foundAt "benchmark/README.md#L102" ; '
        "tw:standing tw:measured ."
    )


def test_a_run_that_did_not_fit_is_a_measured_failure(table, imported):
    path = table(
        "STM32H743,tinyengine,mcunet-in4,160x160x3,int8,,,,,,STM32H743,,,CMSIS-NN 011bf32,1,,,,,,"
        "OOM: does not fit,mit-han-lab/tinyengine@47bb283ce9d7:README.md,OOM",
        columns=MISC,
    )
    facts = facts_of(imported(path))
    (run,) = facts.instances(tw("Measurement"))
    assert facts.object(run, tw("outcome")) == tw("out-of-memory")
    assert facts.object(run, tw("measuredLatency")) is None


def test_a_row_that_is_printed_twice_is_one_run(table, imported):
    assert imported(table(row(), row())).things == 1


def test_the_order_of_the_rows_does_not_show(table, imported):
    one, other = row(), row(model="resnet18", latency="30.1", line="140")
    first = imported(table(one, other)).modules
    assert imported(table(other, one, name="other.csv")).modules == first


def test_a_source_that_no_reading_knows_leaves_the_row_out(table, imported):
    found = imported(table(row().replace("Tencent/ncnn", "somebody/else"), row(line="7")))
    assert [each.why for each in found.unmapped] == [
        "nothing reads dcterms:source from source "
        "'somebody/else@a4d2ea1d4422:benchmark/README.md#L102'"
    ]


def folders(found) -> list[str]:
    return sorted(each.name for each in found.modules)


def test_a_run_with_fewer_threads_stands_apart_from_that_with_all(table, imported):
    found = imported(table(row(), row(threads="1", latency="40")), by_model=True)
    assert folders(found) == ["otherwise/squeezenet-ncnn", "squeezenet-ncnn"]


def test_two_runs_under_the_same_conditions_stand_together(table, imported):
    found = imported(table(row(), row(latency="12.0", line="9")), by_model=True)
    assert folders(found) == ["squeezenet-ncnn"]


TINY = (
    "NUCLEO-U575ZI-Q (STM32U575),{round},closed,STMicroelectronics,n,b,s,p,f,{clock} MHz,{clock},"
    "{tool},kws,int8,34.5,28.99,mlcommons/tiny_results_{round}@x:closed/ST"
)
TINY_COLUMNS = (
    "hardware_key,round,division,submitter,system_id,board,soc,processor,core_family,"
    "cpu_clock_raw,cpu_clock_mhz,inference_framework,benchmark,precision,throughput_inf_s,"
    "latency_ms,source"
)


def tiny(round_: str = "v1.3", clock: str = "160", tool: str = "ONNC") -> str:
    return TINY.format(round=round_, clock=clock, tool=tool)


@pytest.mark.parametrize(
    "other", [tiny(clock="60"), tiny("v1.1")], ids=["at another clock", "of an earlier edition"]
)
def test_a_run_under_other_conditions_stands_apart(other, table, imported):
    found = imported(table(tiny(), other, columns=TINY_COLUMNS), by_model=True)
    assert folders(found) == ["mlperf-tiny", "otherwise/mlperf-tiny"]


def test_a_candidate_of_which_the_catalogue_states_a_run_stands_apart(table, imported):
    found = imported(table(tiny(tool="X-CUBE-AI v10.2"), columns=TINY_COLUMNS), by_model=True)
    assert folders(found) == ["otherwise/mlperf-tiny"]


HALE = "Bosch Hardware-Aware Lowering Engine (HALE) version "
NEWER, EARLIER = tiny("v1.2", tool=f"{HALE}1.0.175"), tiny("v1.1", tool=f"{HALE}1.0")
NOT_READ = {
    "of the release in an earlier edition": tiny("v1.0", tool=f"{HALE}1.0"),
    "of the release at another clock": tiny("v1.1", "60", f"{HALE}1.0"),
    "of a release that another run names": tiny("v1.1", tool=f"{HALE}1.0.175"),
    "of no stated release": tiny("v1.1", tool=HALE),
}


def test_a_run_of_a_release_that_no_newer_one_names_speaks_for_it(table, imported):
    found = imported(table(NEWER, EARLIER, columns=TINY_COLUMNS), by_model=True)
    assert folders(found) == ["mlperf-tiny", "mlperf-tiny--releases"]
    kinds = {
        each.name: "tw:RunOfRelease" in each.text and "tw:Measurement" not in each.text
        for each in found.modules
    }
    assert kinds == {"mlperf-tiny": False, "mlperf-tiny--releases": True}


@pytest.mark.parametrize("other", NOT_READ.values(), ids=NOT_READ)
def test_an_older_run_stands_apart_where_it_speaks_for_nothing(other, table, imported):
    found = imported(table(NEWER, EARLIER, other, columns=TINY_COLUMNS), by_model=True)
    assert folders(found) == ["mlperf-tiny", "mlperf-tiny--releases", "otherwise/mlperf-tiny"]


def test_a_run_beside_one_that_the_catalogue_states_speaks_for_its_release(table, imported):
    row_ = tiny("v1.2", tool="").replace(",kws,", ",kws,X-CUBE-AI v9.0,")
    columns = TINY_COLUMNS.replace(",benchmark,", ",benchmark,ml_compiler,")
    found = imported(table(row_, columns=columns), by_model=True)
    assert folders(found) == ["mlperf-tiny--releases"]


def test_the_unit_that_ran_it_is_read_from_the_row(table, imported):
    facts = facts_of(imported(table(row(unit="GPU NVIDIA Tegra Orin (nvgpu)"))))
    (run,) = facts.instances(tw("Measurement"))
    assert curie(facts.object(run, tw("measuredFamily")) or "") == "cat:ampere-gpu"


def test_where_in_its_document_a_run_stands_is_kept(table, imported):
    facts = facts_of(imported(table(row(line="55"))))
    (run,) = facts.instances(tw("Measurement"))
    assert lexical(facts.object(run, tw("foundAt")) or "") == "benchmark/README.md#L55"
    assert curie(facts.object(run, DCTERMS + "source") or "") == "cat:table-of-ncnn-benchmark"


def test_a_name_that_nobody_mapped_is_listed_with_its_line_and_never_guessed(table, imported):
    found = imported(table(row(), row(hardware="NVIDIA Jetson Orin Nan0")))
    (missed,) = found.unmapped
    assert (found.things, missed.place.line, missed.rows) == (1, 3, 1)
    assert "'NVIDIA Jetson Orin Nan0'" in missed.why and ORIN not in missed.why
