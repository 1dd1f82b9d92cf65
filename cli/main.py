"""The command `tierwise`: a group of commands that are imported when they are called."""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys

import click

from ..reasoner.errors import TierwiseError, did_you_mean

_COMMANDS = {
    "add": ("collection", "add_command"),
    "calibrate": ("calibrate", "calibrate_command"),
    "check": ("check", "check_command"),
    "compare": ("compare", "compare_command"),
    "convert": ("convert", "convert_command"),
    "diff": ("collection", "diff_command"),
    "explain": ("explain", "explain_command"),
    "import": ("import_", "import_command"),
    "inspect": ("inspect", "inspect_command"),
    "list": ("catalog", "list_command"),
    "new": ("new", "new_command"),
    "ontology": ("ontology", "ontology_command"),
    "place": ("place", "place_command"),
    "plan": ("plan", "plan_command"),
    "probe": ("probe", "probe_command"),
    "query": ("query", "query_command"),
    "remove": ("collection", "remove_command"),
    "repair": ("repair", "repair_command"),
    "report": ("report", "report_command"),
    "show": ("catalog", "show_command"),
    "split": ("split", "split_command"),
    "validate": ("validate", "validate_command"),
    "what-if": ("what_if", "what_if_command"),
}


_COLLECT_AFTER = 200_000  # more objects made than freed, which is some 20 MB


class _Commands(click.Group):
    """Imports a command only when it is called, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(f".{module}", __package__), name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], _COMMANDS) or "see tierwise --help"
            ctx.fail(f"No such command '{args[0]}': {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands)
@click.version_option(package_name="tierwise", prog_name="tierwise")
def cli() -> None:
    """Where should this model run - device, gateway, cloud or split over them - and why?

    Example: tierwise place keyword-spotting --site examples/factory-three-levels.ttl
    """


def main() -> None:
    """Run the command line; the one place where errors become messages."""
    _prepare()
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        click.echo("tierwise: broken off; nothing was written", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except TierwiseError as error:
        click.echo(f"tierwise: {error.message()}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        click.echo(f"tierwise: {_told(error)}", err=True)
        if error.filename is None:  # what is left of the answer would fail once more at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    finally:
        gc.freeze()  # the process ends: nothing is left to look for


def _told(error: OSError) -> str:
    """Return what the system refused: to write where there is no folder, no room, no right."""
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else f"the answer is lost: {reason}"


def _prepare() -> None:
    """Set the process up to start and to end fast: a command's answer takes half a second."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that the terminal has not is no failure
            stream.reconfigure(errors="replace")
    # No command multiplies large matrices, and BLAS would start a thread for each processor.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Nearly all that a command makes lives until its end; the collector's usual 700 would walk
    # it a hundred times.
    gc.set_threshold(_COLLECT_AFTER)
