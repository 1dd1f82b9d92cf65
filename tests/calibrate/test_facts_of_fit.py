"""The facts that a fit becomes: the engine estimates with them what the fit itself predicts."""

import datetime
import math
from dataclasses import replace

import pytest

from tierwise.reasoner.build import build, parse
from tierwise.reasoner.bundle import bundled_rules, bundled_sources
from tierwise.reasoner.calibrate.catalogued import Catalogued
from tierwise.reasoner.candidate import Question
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.targets import nodes, targets
from tierwise.reasoner.namespaces import PREFIXES, local_name, tw
from tierwise.reasoner.source import Source

CATALOGUE = Catalogued(
    families=frozenset({"one", "two", "broad"}), runtimes=frozenset({"quick", "slow"}),
    broader={"one": "broad", "new": "broad"}, supports=frozenset(
        {(family, runtime) for family in ("one", "two", "new") for runtime in ("quick", "slow")}
    ), peaks={},
)  # fmt: skip
WORLD = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
cat:site a tw:Site ; tw:dataArisesAt cat:node-one ;
    tw:hasNode cat:node-one , cat:node-two , cat:node-new .
cat:broad a tw:UnitFamily .
""" + "".join(f"""
cat:{family} a tw:UnitFamily {broader} .
cat:node-{family} a tw:Node ; tw:instanceOf cat:board-{family} ; tw:role tw:device-level .
cat:board-{family} a tw:HardwareModel ; tw:hasPart cat:cpu-{family} .
cat:cpu-{family} a tw:Cpu ; tw:family cat:{family} ; tw:clock "100 MHz" .
""" for family, broader in (("one", "; tw:broaderFamily cat:broad"), ("two", ""),
                            ("new", "; tw:broaderFamily cat:broad"))) + "".join(f"""
cat:{runtime} a tw:Runtime .
cat:{runtime}-support a tw:RuntimeSupport ; tw:runtime cat:{runtime} ;
    tw:onFamily cat:one , cat:two , cat:new .
""" for runtime in ("quick", "slow"))  # fmt: skip


@pytest.fixture(scope="module")
def cells(runs):
    from tierwise.reasoner.calibrate.fitted import fitted_cells
    from tierwise.reasoner.calibrate.measured import Measured

    return fitted_cells(Measured(tuple(runs), {}), CATALOGUE)


def variant(name, work):
    figures = " ; ".join(
        f"tw:{each}Macs {work.get(each, 0):.0f}"
        for each in ("depthwise", "standard", "pointwise", "dense", "attention")
    )
    return (
        f"cat:{name} a tw:ModelVariant ; tw:numericType tw:int8 ; tw:macs 1000000 ; {figures} ; "
        f"tw:writtenElements {work['elements']:.0f} ; tw:operatorCount 0 .\n"
        f"cat:{name}-total a tw:ModelVariant ; tw:numericType tw:int8 ; tw:macs 1000000 .\n"
    )


@pytest.fixture(scope="module")
def estimate(cells, runs):
    """Return the engine's estimate of a variant on a family: least, central, greatest, or None."""
    from tierwise.reasoner.calibrate.facts_of_fit import factors_turtle

    works = {run.model: run.work for run in runs}
    text = WORLD + "".join(variant(name, work) for name, work in works.items())
    fitted = factors_turtle(cells, datetime.date(2026, 11, 23))
    vocabulary = parse([each for each in bundled_sources() if "catalog/" not in each.name])
    own = parse([Source("world.ttl", text), Source("fitted.ttl", fitted)])
    knowledge = build([*vocabulary, *own], bundled_rules(), None, {"world.ttl"})
    places = targets(knowledge, nodes(knowledge))

    def estimate_(name, family, runtime):
        wanted = PREFIXES["cat"] + name
        asked = Question("task", wanted, None, tw("int8"), None)
        place = next(
            each for each in places
            if (local_name(each.family), local_name(each.runtime)) == (family, runtime)
        )
        cell = Columns(knowledge, [asked], [place], {}).cell
        if not cell("estimatedTime", "bound", 0, 0):
            return None
        return tuple(cell("estimatedTime", each, 0, 0) for each in ("low", "middle", "high"))

    return estimate_


@pytest.mark.parametrize("model", ["wide", "deep", "flat", "plain"])
@pytest.mark.parametrize(("family", "runtime"), [("one", "quick"), ("two", "slow")])
def test_the_engine_estimates_what_the_fit_predicts(estimate, runs, family, runtime, model):
    import numpy as np

    from tierwise.reasoner.calibrate.cells import Cells
    from tierwise.reasoner.calibrate.estimator import Design

    design = Design(runs)
    fit = Cells(design, design.posterior(np.arange(len(runs))))
    ran = [run for run in runs if (run.family, run.runtime) == (family, runtime)]
    wanted = next(run for run in ran if run.model == model)
    predicted = math.exp(fit.log_time(replace(wanted, rate=1e8), fit.cell(ran)))
    # A cell within 10 % of the next wider one is not written; costs have four digits.
    assert estimate(model, family, runtime)[1] == pytest.approx(predicted, rel=0.1)


@pytest.mark.parametrize("family", ["one", "two"])
def test_a_measured_time_lies_in_the_interval(estimate, runs, family):
    ran = [run for run in runs if run.family == family]
    held = [
        low <= run.seconds <= high for run in ran
        for low, _, high in [estimate(run.model, family, run.runtime)]
    ]  # fmt: skip
    assert sum(held) / len(held) >= 0.9


def test_a_model_of_unknown_classes_has_the_wider_interval(estimate):
    known, total = (estimate(name, "one", "quick") for name in ("wide", "wide-total"))
    assert total[2] / total[0] > known[2] / known[0]


def test_a_family_without_a_run_is_estimated_by_its_broader_one_with_less_certainty(estimate):
    own, other = (estimate("wide", family, "quick") for family in ("one", "new"))
    assert other[2] / other[0] > own[2] / own[0]


def test_a_type_that_no_run_has_is_not_estimated_by_another(cells):
    assert {type_ for cell in cells for type_ in cell.types} == {"int8"}


def test_each_family_of_the_tables_has_a_name_in_the_catalogue():
    from tierwise.reasoner.bundle import load
    from tierwise.reasoner.calibrate.catalogued import Names, catalogued
    from tierwise.reasoner.calibrate.known import known_of

    known = catalogued(load()).families
    tables = ("mlperf_tiny", "stm32_model_zoo", "mlperf_inference_edge", "ncnn_benchmark",
              "misc_measured", "tokens")  # fmt: skip
    named = {
        family: Names().families_of(family)
        for table in tables for family in {unit.family for unit in known_of(table).units}
        if family != "-"
    }  # fmt: skip
    assert {family for family, names in named.items() if not set(names) & known} == set()
