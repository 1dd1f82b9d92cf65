"""`tierwise place`: where can a task run, and where does it belong?"""

from __future__ import annotations

from pathlib import Path

import click

from ..reasoner.answers import Answers
from ..reasoner.namespaces import local_name
from ..reasoner.question import ModelQuestion, model_facts
from ..reasoner.verdict import Verdict
from .options import question_options
from .render.pipeline import pipelines_json, pipelines_text
from .render.placement import (
    placements_csv,
    placements_json,
    placements_text,
    placements_turtle,
    why_text,
)

_RENDER = {
    "table": placements_text, "json": placements_json, "csv": placements_csv,
    "ttl": placements_turtle,
}
_FILE = click.Path(path_type=Path)
_NAMED = 5  # things of one line


@click.command("place")
@click.argument("tasks", nargs=-1, metavar="[TASK|PIPELINE]...")
@click.option("--site", "site_file", type=_FILE, help="The file with the site to place on.")
@click.option("--file", "files", type=_FILE, multiple=True,
              help="More files to load: products, tasks, rules.")
@question_options
@click.option("--all", "show_all", is_flag=True, help="Show every node, also the infeasible ones.")
@click.option("--format", "form", type=click.Choice(sorted(_RENDER)), default="table",
              show_default=True, help="How the answer is written.")
def place_command(
    tasks: tuple[str, ...], site_file: Path | None, files: tuple[Path, ...],
    asked: ModelQuestion, show_all: bool, form: str,
) -> int:
    """Rank where tasks can run; without --site, the whole catalogue: what should I buy?

    A pipeline is placed as a whole: each task on its node, from end to end.

    Exit 0 if every task has a feasible or conditional place, else 1.

    Example: tierwise place keyword-spotting --site examples/factory-three-levels.ttl
    """
    names = list(tasks)
    extra, own = model_facts(asked) if asked.model else ((), None)
    engine = Answers.load([*([site_file] if site_file else []), *files], extra=extra)
    if site_file:
        engine.require_site(site_file)
    lines = [each for each in names if engine.is_pipeline(each)]
    if lines:
        if site_file:
            parts = (engine.tasks_of(engine.find(each, "Pipeline")) for each in lines)
            _tell_apart(engine.require_paths([task for each in parts for task in each]), site_file)
        return _place_pipelines(engine, names, lines, form)
    chosen = [engine.find(each, "Task") for each in names] + ([own] if own else [])
    results = engine.place(chosen or _all_tasks(engine) or None)
    if site_file:
        _tell_apart(engine.require_paths([each.task for each in results]), site_file)
    click.echo(_RENDER[form](engine.knowledge, results, show_all), nl=False)
    if form == "table":
        click.echo(why_text(results, _repeated(site_file, files)), nl=False)
    return int(any(each.verdict < Verdict.CONDITIONAL for each in results))


def _all_tasks(engine: Answers) -> list[str]:
    """Return the tasks that can be placed, and say on stderr that others were left out."""
    found = engine.tasks_with_data()
    left = [each for each in engine.tasks() if each not in found]
    if found and left:
        click.echo(
            f"left out, for nobody says where their data arises (tw:dataArisesAt): {_listed(left)}",
            err=True,
        )
    return found


def _listed(things: list[str]) -> str:
    more = f" and {len(things) - _NAMED} more" if len(things) > _NAMED else ""
    return ", ".join(map(local_name, things[:_NAMED])) + more


def _tell_apart(nodes: list[str], site_file: Path) -> None:
    """Say on stderr which nodes no path leads to: more often a link was forgotten than meant."""
    if nodes:
        click.echo(
            f"{site_file}: no path leads from where data arises to {_listed(nodes)}; "
            f"`tierwise validate {site_file}` says more", err=True,
        )


def _repeated(site_file: Path | None, files: tuple[Path, ...]) -> str:
    """Return the options that another command needs to ask of the same files."""
    site = f" --site {site_file}" if site_file else ""
    return site + "".join(f" --file {each}" for each in files)


def _place_pipelines(engine: Answers, names: list[str], lines: list[str], form: str) -> int:
    if len(lines) < len(names) or form not in ("table", "json"):
        raise click.UsageError("pipelines are placed on their own, as --format table or json")
    # What places whole pipelines is loaded for them only: starting stays fast.
    from ..reasoner.engine import Engine

    whole = Engine(engine.knowledge)
    results = [whole.place_pipeline(engine.find(each, "Pipeline")) for each in lines]
    render = pipelines_json if form == "json" else pipelines_text
    click.echo(render(engine.knowledge, results), nl=False)
    return int(any(each.verdict < Verdict.CONDITIONAL for each in results))
