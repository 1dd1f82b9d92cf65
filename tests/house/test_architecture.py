"""The house: a module imports only from floors below it, and nothing imports the command line."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tierwise.reasoner.load.rules import read_rule
from tierwise.reasoner.namespaces import PREFIXES, RDF_TYPE, local_name, tw
from tierwise.reasoner.turtle import parse_turtle

ROOT = Path(__file__).resolve().parents[2]
GROUND = {"errors", "namespaces"}
ENGINE = {"adding", "answers", "build", "bundle", "catalogue", "engine", "entail_dl",
          "kept_vocabulary", "linting", "no_placement_fits", "placed_parts", "placer", "planner",
          "question", "split_sides", "splitter", "starting", "upon"}
VERBS = {"query", "load", "infer", "decide", "rank", "explain", "validate", "inspect",
         "calibrate", "change", "check", "conflict", "plan", "probe", "repair", "split",
         "tables"}
NOUN, VERB, TOP, CLI = 1, 2, 3, 4

# (verb, verb that it imports): why the rule does not hold there yet.
DEPARTURES = {
    ("reasoner.plan", "reasoner.decide"): "judges each task of a plan as a single one",
    ("reasoner.rank", "reasoner.decide"): "reads decide.judge.Decision, a noun",
    ("reasoner.explain", "reasoner.decide"): "proves the columns from the code that computed them",
}

MODULES = sorted(
    path.relative_to(ROOT)
    for tree in ("reasoner", "cli")
    for path in (ROOT / tree).rglob("*.py")
)
TURTLE = sorted(
    path.relative_to(ROOT)
    for tree in ("ontology", "examples", "queries")
    for path in (ROOT / tree).rglob("*.ttl")
)
SPARQL = sorted(path.relative_to(ROOT) for path in (ROOT / "queries").rglob("*.rq"))
RULES = [path for path in SPARQL if path.parent.name == "rules"]


def part_of(name: str) -> str:
    """Return the part of the house that a dotted name is in: `reasoner.load`, or `cli`."""
    parts = name.split(".")
    return parts[0] if parts[0] == "cli" else ".".join(parts[:2])


def floor_of(part: str) -> int:
    name = part.removeprefix("reasoner.")
    if part == "cli" or part in {"reasoner", ""}:
        return CLI if part == "cli" else NOUN
    if name in GROUND:
        return 0
    return TOP if name in ENGINE else VERB if name in VERBS else NOUN


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def imports_of(path: Path) -> set[str]:
    """Return the dotted names below `tierwise` that a module imports from."""
    package = path.parts[:-1]
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            stem = ".".join((*base, *(node.module or "").split("."))).strip(".")
            is_folder = (ROOT / Path(*stem.split("."))).is_dir()
            found |= {f"{stem}.{each.name}" if is_folder else stem for each in node.names}
    return {each for each in found if each.startswith(("reasoner", "cli"))}


def own_part(path: Path) -> str:
    return part_of(".".join(path.with_suffix("").parts))


def breaches(path: Path) -> list[tuple[str, str]]:
    """Return what a module imports that is not below it: a higher floor, or another verb."""
    here = own_part(path)
    theirs = {part_of(each) for each in imports_of(path)} - {here}
    floor = floor_of(here)
    bad = {
        each for each in theirs
        if floor_of(each) > floor or (floor_of(each) == floor and floor in (0, VERB))
    }
    return [(here, each) for each in sorted(bad)]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_imports_only_from_floors_below_it(path):
    assert [each for each in breaches(path) if each not in DEPARTURES] == []


def test_each_departure_still_exists():
    present = {each for path in MODULES for each in breaches(path)}
    assert set(DEPARTURES) <= present


@pytest.mark.parametrize("path", [p for p in MODULES if p.parts[0] != "cli"], ids=str)
def test_nothing_of_the_reasoner_imports_the_command_line(path):
    assert {each for each in imports_of(path) if part_of(each) == "cli"} == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_shipped_code_imports_its_own_package_relatively(path):
    nodes = list(ast.walk(tree_of(path)))
    named = [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom) and not n.level]
    named += [a.name for n in nodes if isinstance(n, ast.Import) for a in n.names]
    assert [each for each in named if each.split(".")[0] == "tierwise"] == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_an_import_inside_a_function_says_why(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    silent = [
        function.name
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))
        and "# " not in (ast.get_source_segment(text, function) or "")
    ]
    assert silent == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_names_its_subject(path):
    assert path.stem not in {"utils", "helpers", "core", "common", "misc"}


def test_every_folder_of_the_reasoner_is_a_known_verb():
    folders = {p.name for p in (ROOT / "reasoner").iterdir() if (p / "__init__.py").is_file()}
    assert folders <= VERBS


@pytest.mark.parametrize("path", [*TURTLE, *SPARQL], ids=str)
def test_prefixes_agree_with_namespaces(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    stated = re.findall(r"(?im)^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", text)
    by_prefix = [each for each in stated if each[0] in PREFIXES]
    ours = [(p, ns) for p, ns in stated if ns in PREFIXES.values() and PREFIXES.get(p) != ns]
    assert [(p, ns) for p, ns in by_prefix if PREFIXES[p] != ns] == []
    assert ours == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_reads_and_says_and_cites_and_is_named_after_its_file(path):
    rule = read_rule((ROOT / path).read_text(encoding="utf-8"), str(path))
    assert rule.name == path.stem
    assert rule.says and rule.cites


def catalogue_names() -> set[str]:
    """Return the local names of products, workloads and models of the catalogue."""
    facts = [
        fact
        for path in sorted((ROOT / "ontology" / "catalog").glob("*.ttl"))
        for fact in parse_turtle(path.read_text(encoding="utf-8"), path.name)
    ]
    carried = {f.subject for f in facts if f.predicate in (tw("typicalRole"), tw("hasPart"))}
    typed = {
        f.subject
        for f in facts
        if f.predicate == RDF_TYPE and f.object in (tw("Task"), tw("Model"), tw("HardwareModel"))
    }
    return {local_name(each) for each in carried | typed if each.startswith(PREFIXES["cat"])}


@pytest.fixture(scope="module")
def named() -> re.Pattern[str]:
    names = sorted(catalogue_names(), key=len, reverse=True)
    assert "keyword-spotting" in names
    assert "esp32-s3" in names
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])")


DECIDING = [
    *MODULES,
    *RULES,
    *(p for p in TURTLE if p.parts[:2] == ("ontology", "shapes") or p.parent == Path("ontology")),
]


def code_of(path: Path) -> str:
    """Return a file's text; of Python without docstrings, whose examples may name a product."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.suffix != ".py":
        return re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            if isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
                body[0].value.value = ""
    return ast.unparse(tree)


@pytest.mark.parametrize("path", DECIDING, ids=str)
def test_nothing_that_decides_names_a_product_or_a_workload(path, named):
    assert named.findall(code_of(path)) == []
