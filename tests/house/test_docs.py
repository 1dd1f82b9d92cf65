"""What the README and docs/ show is what the commands print, and their links lead somewhere.

In a ```console block, the lines below `$ tierwise …` are its output; `[…]` stands for the rest.
`REFRESH_DOCS=1 python -m pytest tests/house/test_docs.py` writes what the commands print now, in as
many lines as are there (or as a line such as `[8]` asks for).
"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^\$ (tierwise .*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
REST = "[…]"
RUNS = "import sys; from tierwise.cli.main import main; sys.argv[0] = 'tierwise'; main()"


def calls(page: Path) -> list[tuple[str, str]]:
    blocks = BLOCK.findall(page.read_text("utf-8"))
    return [call for block in blocks for call in CALL.findall(block)]


EXAMPLES = [(page, *call) for page in PAGES for call in calls(page)]


def printed(command: str) -> list[str]:
    """Return the lines that a command prints; a traceback or a usage error is none of them."""
    call = [sys.executable, "-c", RUNS, *shlex.split(command, comments=True)[1:]]
    found = subprocess.run(call, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120)
    assert found.returncode in (0, 1) and "Traceback" not in found.stderr, found.stderr
    return [line.rstrip() for line in found.stdout.splitlines()]


def shown(output: str, lines: list[str]) -> list[str]:
    """Return what a page should show: all of a command's lines, or as many and the rest."""
    old = output.splitlines()
    if asked := re.fullmatch(r"\[(\d+)\]", output.strip()):
        count = int(asked[1])
    elif not old or old[-1] != REST:
        return lines
    else:
        count = len(old) - 1
    return lines[:count] + [REST] * (len(lines) > count)


@pytest.mark.parametrize(
    ("page", "command", "output"), EXAMPLES, ids=[f"{p.name}: {c}" for p, c, _ in EXAMPLES]
)
def test_a_page_shows_what_the_command_prints(page, command, output):
    lines = shown(output, printed(command))
    if os.environ.get("REFRESH_DOCS"):
        new = "".join(f"{line}\n" for line in lines)
        text = page.read_text("utf-8").replace(f"$ {command}\n{output}", f"$ {command}\n{new}")
        page.write_text(text, "utf-8")
    else:
        assert output.splitlines() == lines


LINKS = [
    (page, link)
    for page in PAGES
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    if "://" not in link
]


@pytest.mark.parametrize(("page", "link"), LINKS, ids=[f"{p.name}: {link}" for p, link in LINKS])
def test_a_link_leads_to_a_file_and_its_heading(page, link):
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    assert target.is_file()
    headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE) if anchor else []
    known = {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}
    assert not anchor or anchor in known


def test_every_command_of_the_command_line_has_an_example_in_the_reference():
    listed = re.findall(r'(?m)^    "(\w+)": \(', (ROOT / "cli/main.py").read_text("utf-8"))
    reference = (ROOT / "docs/commands.md").read_text("utf-8")
    commands = set(re.findall(r"^(?:\$|   ) ?tierwise (\w+)", reference, re.MULTILINE))
    assert sorted(set(listed) - commands) == []


SITE = "--site examples/factory-three-levels.ttl"
SCHEMAS = [
    ("place", f"tierwise place {SITE} --format json"),
    ("place", "tierwise place keyword-spotting --format json"),
    ("proof", f"tierwise explain keyword-spotting hall-gateway {SITE} --full --format json"),
    ("proof", f"tierwise explain keyword-spotting press-sensor {SITE} --full --format json"),
    ("validate", "tierwise validate examples/factory-three-levels.ttl --format json"),
]


@pytest.mark.parametrize(("name", "command"), SCHEMAS, ids=[command for _, command in SCHEMAS])
def test_json_is_as_its_schema_says(name, command):
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    assert list(validator(schema).iter_errors(json.loads("\n".join(printed(command))))) == []


def test_findings_of_a_bad_file_are_as_their_schema_says(tmp_path):
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix tw: <https://w3id.org/tierwise/ontology#> .\n<#a> tw:deadlin 1 .\n")
    schema = json.loads((ROOT / "docs" / "schemas" / "validate.schema.json").read_text("utf-8"))
    found = json.loads("\n".join(printed(f"tierwise validate {bad} --format json")))
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(found)) == []
    assert found != []
