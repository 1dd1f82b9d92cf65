"""docs/reference.md is what the commands say of themselves: all of them, with every option."""

import importlib.util
import os
from pathlib import Path

import click
import pytest

from tierwise.cli.main import cli

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reference.md"


def reference() -> str:
    """Return what docs/reference.py, which belongs to no package, makes of the commands."""
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.reference(cli))


def commands(group: click.Group = cli, above: str = "") -> dict[str, click.Command]:
    """Return each command by its name, also those below a command."""
    context, found = click.Context(group), {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        found[f"{above}{name}"] = command
        if isinstance(command, click.Group):
            found |= commands(command, f"{name} ")
    return found


COMMANDS = commands()


def test_the_page_is_what_the_commands_say():
    if os.environ.get("REFRESH_DOCS"):
        PAGE.write_text(reference(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_each_of_its_options_says_what_it_does(name):
    command = COMMANDS[name]
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert command.help and "tierwise " in command.help  # an example
    assert [each.name for each in options if not each.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_has_each_option_of_a_command(name):
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n## {name}\n")
    section = rest.partition("\n## ")[0]
    options = [o for each in COMMANDS[name].params if isinstance(each, click.Option)
               for o in each.opts]
    assert section and [each for each in options if each not in section] == []
