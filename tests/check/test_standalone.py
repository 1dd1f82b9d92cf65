"""The checker shares nothing with the engine but libraries: of RDF, YAML, units and Parquet."""

import ast
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "reasoner" / "check"
MODULES = sorted(FOLDER.glob("*.py"))


def imported(path):
    """Yield the top module of each import; `check` for one from the package itself."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        if isinstance(node, ast.ImportFrom):
            outside = "the engine" if node.level > 1 else (node.module or "").split(".")[0]
            yield "check" if node.level == 1 else outside


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_the_standard_library_rdflib_and_its_package(path):
    more = {"linked": {"yaml"}, "other_units": {"pint"}, "sheets": {"pyarrow"}}.get(
        path.stem, set())
    allowed = {"check", "rdflib", *more, *sys.stdlib_module_names}
    assert {each for each in imported(path) if each not in allowed} == set()


def test_there_are_modules_to_hold_to_it():
    assert {"checker", "cases", "of_verdicts"} <= {path.stem for path in MODULES}
