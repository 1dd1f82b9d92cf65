"""The package list and the package data of pyproject.toml hold all that is in the folders."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
TREES = ("cli", "examples", "ontology", "queries", "reasoner")
DATA = sorted(
    path.relative_to(ROOT)
    for tree in TREES
    for path in (ROOT / tree).rglob("*")
    if path.suffix in {".ttl", ".rq", ".xml"}
)


def package_of(folder: Path) -> str:
    return ".".join(("tierwise", *folder.parts))


def test_the_package_list_is_the_folders_that_have_an_init():
    inits = [path for tree in TREES for path in (ROOT / tree).rglob("__init__.py")]
    folders = {package_of(path.parent.relative_to(ROOT)) for path in inits}
    assert sorted(SETUPTOOLS["packages"]) == sorted(folders | {"tierwise"})


def test_the_package_list_is_sorted_and_has_nothing_twice():
    assert SETUPTOOLS["packages"] == sorted(set(SETUPTOOLS["packages"]))


@pytest.mark.parametrize("path", DATA, ids=str)
def test_a_data_file_is_package_data(path):
    globs = SETUPTOOLS["package-data"].get(package_of(path.parent), [])
    assert any(fnmatch(path.name, glob) for glob in globs)


@pytest.mark.parametrize("package", sorted(SETUPTOOLS["package-data"]))
def test_package_data_is_of_a_package_in_the_list(package):
    assert package in SETUPTOOLS["packages"]


def test_the_root_holds_no_module_but_its_init():
    assert [path.name for path in ROOT.glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("folder", sorted({path.parent for path in DATA}), ids=str)
def test_a_data_folder_is_a_package_so_that_editable_installs_find_it(folder):
    assert (ROOT / folder / "__init__.py").is_file()
