"""The pages of docs/ are all in the site, and every link between files leads somewhere."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def in_navigation(entry: object) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    parts = entry.values() if isinstance(entry, dict) else entry
    return [page for each in parts for page in in_navigation(each)]


def test_each_page_stands_once_in_the_navigation():
    stated = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert sorted(in_navigation(stated["nav"])) == [each.name for each in PAGES]


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_each_relative_link_of_a_page_leads_to_a_file(page: Path):
    links = [each for each in _LINK.findall(page.read_text("utf-8")) if "://" not in each]
    assert [each for each in links if not (page.parent / each).exists()] == []
