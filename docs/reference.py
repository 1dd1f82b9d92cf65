"""Write reference.md from the commands themselves: `python docs/reference.py > docs/reference.md`.

A test holds the page to what this prints; `REFRESH_DOCS=1` makes it write the page anew.
"""

import inspect
import re
from collections.abc import Iterator

import click

from tierwise.cli.main import cli

_HEAD = """# Reference of the commands

Made from the commands themselves; [The commands](commands.md) shows what they answer.

Exit codes: 0 is a yes, or done; 1 is a no, or a failure with its message on stderr; 2 is a wrong
call. Where a command can answer no, its section says when.
"""
_EXAMPLE = re.compile(r"^Examples?:", re.MULTILINE)


def reference(group: click.Group) -> str:
    """Return the page: each command, and each one below a command, in the order of names."""
    return _HEAD + "".join(f"\n{each}" for each in _sections(group, click.Context(group), ""))


def _sections(group: click.Group, context: click.Context, above: str) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield _section(f"{above}{name}", command)
        if isinstance(command, click.Group):
            yield from _sections(command, click.Context(command), f"{name} ")


def _section(name: str, command: click.Command) -> str:
    text = inspect.cleandoc(command.help).replace("\b", "").strip()
    said = _EXAMPLE.split(text)
    usage = " ".join(["tierwise", name, *command.collect_usage_pieces(click.Context(command))])
    parts = [f"## {name}", _code(usage), _escaped(said[0].strip())]
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options:
        rows = [_row(each) for each in options]
        parts.append("\n".join(["| option | what it does |", "|---|---|", *rows]))
    if len(said) > 1:
        parts.append(_code(inspect.cleandoc(said[1]).strip()))
    return "\n\n".join(each for each in parts if each) + "\n"


def _row(option: click.Option) -> str:
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=len))
    value = "" if option.is_flag else f" {_metavar(option)}"
    said = [_escaped((option.help or "").strip())]
    if option.multiple and "repeated" not in said[0]:
        said.append("It may be given several times.")
    if option.show_default and not option.is_flag:
        said.append(f"Default: {option.default}.")
    # A bar within a cell would end it, also within code.
    cells = (each.replace("|", "\\|") for each in (f"`{names}{value}`", " ".join(said)))
    return f"| {' | '.join(cells)} |"


def _metavar(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return ", ".join(option.type.choices)
    return option.type.name.upper()


def _code(text: str) -> str:
    return "\n".join(["```text", *(line.rstrip() for line in text.splitlines()), "```"])


def _escaped(text: str) -> str:
    """Return text with what Markdown would read otherwise: a name in angle brackets, a star."""
    return re.sub(r"([<>*])", r"\\\1", text)


if __name__ == "__main__":
    click.echo(reference(cli), nl=False)
