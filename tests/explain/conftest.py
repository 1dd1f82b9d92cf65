"""Knowledge that is explained: the example factory, its pipeline, and a task with gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.reasoner.engine import Engine

EXAMPLES = Path(__file__).parents[2] / "examples"
FACTORY = EXAMPLES / "factory-three-levels.ttl"
TASK = """
@prefix tw: <https://w3id.org/tierwise/ontology#> .
@prefix cat: <https://w3id.org/tierwise/catalog#> .
@prefix ex: <https://example.org/x#> .
ex:doorbell a tw:Task ; tw:hasVariant cat:mlperf-tiny-kws-int8 ;
    tw:deadline "10 ms" ; tw:inputRate "10 Hz" ; tw:powerCap "1 W" .
"""


@pytest.fixture(scope="session")
def factory() -> Engine:
    return Engine.load([FACTORY])


@pytest.fixture(scope="session")
def line(factory) -> Engine:
    return Engine.load([FACTORY, EXAMPLES / "hybrid-pipeline.ttl"])


@pytest.fixture(scope="session")
def doorbell(tmp_path_factory) -> Engine:
    file = tmp_path_factory.mktemp("task") / "doorbell.ttl"
    file.write_text(TASK, encoding="utf-8")
    return Engine.load([file])
