"""What is read of the measured tables, and what is left out by which rule."""

import pytest

from tierwise.reasoner.calibrate.known import known_of
from tierwise.reasoner.calibrate.measured import read_measured
from tierwise.reasoner.errors import InputError
from tierwise.reasoner.inspect import inspect_model


@pytest.fixture(scope="module")
def measured(folder):
    return read_measured(folder)


def test_a_folder_without_tables_is_refused_with_the_names_expected(tmp_path):
    with pytest.raises(InputError, match=r"mlperf_tiny\.csv"):
        read_measured(tmp_path)


def test_every_row_is_a_run_or_left_out_by_a_rule(folder, measured):
    of_table = [run for run in measured.runs if run.table == "ncnn_benchmark"]
    left = sum(n for (table, _), n in measured.left_out.items() if table == "ncnn_benchmark")
    with (folder / "ncnn_benchmark.csv").open(encoding="utf-8") as file:
        assert len(of_table) + left == sum(1 for _ in file) - 1


def test_work_is_scaled_to_the_total_that_a_row_states(measured):
    found = [run.macs for run in measured.runs if run.model == "efficientnet-lite0"]
    assert found == pytest.approx([407e6] * len(found)) and found


def test_repeats_and_the_open_division_are_left_out(measured):
    rules = {rule for table, rule in measured.left_out if table == "mlperf_tiny"}
    assert {"repeat of an earlier round", "open division: other models"} <= rules


def test_a_unit_is_the_first_line_that_matches():
    known = known_of("tokens")
    assert known.unit_of("A400", "GPU").rate < known.unit_of("A4000", "GPU").rate


@pytest.mark.parametrize(
    ("model", "file"),
    [("kws", "kws_ref_model"), ("vww", "vww_96_int8"), ("ic", "pretrainedResnet_quant"),
     ("ad", "ad01_int8")],
)  # fmt: skip
def test_work_by_class_sums_to_the_macs_of_the_model_file(folder, model, file):
    path = folder.parents[1] / "models" / f"{file}.tflite"
    counts = known_of("mlperf_tiny").work_of(model).counts
    classes = ("depthwise", "standard", "pointwise", "dense", "attention")
    macs = inspect_model(path).macs
    assert sum(counts[each] for each in classes) == pytest.approx(macs, rel=1e-5)


@pytest.mark.parametrize(
    ("hardware", "unit", "family", "cores"),
    [("Rockchip RK3399", "CPU 4 threads, powersave 1, float", "cortex-a53", 4),
     ("Rockchip RK3399", "CPU 1 threads, powersave 2, float", "cortex-a72", None)],
)  # fmt: skip
def test_threads_that_are_bound_to_the_little_cores_run_on_them(hardware, unit, family, cores):
    found = known_of("ncnn_benchmark").unit_of(hardware, unit)
    assert (found.family, found.cores) == (family, cores)


@pytest.mark.parametrize(
    ("table", "rule"),
    [("ncnn_benchmark", "int8 on Vulkan falls back to the processor"),
     ("ncnn_benchmark", "more threads than the cores that they are bound to"),
     ("mlperf_inference_edge", "board and processor of the row contradict each other"),
     ("mlperf_inference_edge", "power capped; clock not stated")],
)  # fmt: skip
def test_rows_that_ran_elsewhere_than_their_unit_says_are_left_out_by_rule(measured, table, rule):
    assert measured.left_out[table, rule] > 0


def test_floats_of_the_delegate_run_on_one_core_and_int8_on_all(measured):
    rows = [r for r in measured.runs if r.identity.startswith("mlperf_inference_edge")]
    library = {r.version: {o.cores for o in rows if o.version == r.version} for r in rows}
    assert library["xnnpack-1"] == {1.0} and max(library["ruy-master"]) > 1.0


def test_a_partition_of_a_card_leaves_with_its_board(measured):
    rates = {r.rate for r in measured.runs if r.board == "NVIDIA A30"}
    assert len(rates) == 2


def test_every_family_of_a_processor_has_a_width(measured):
    unknown = {r.family for r in measured.runs if r.kind == "processor" and not r.architecture}
    assert unknown == set()
