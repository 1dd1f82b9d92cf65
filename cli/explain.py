"""`tierwise explain`: why a task can, or can't, run on a node, and why it belongs where it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ..reasoner.answers import Answers
from ..reasoner.denial import Denial
from ..reasoner.errors import did_you_mean
from ..reasoner.facts import Fact
from ..reasoner.knowledge import Knowledge
from ..reasoner.proof import NodeVerdict, Proof, verdict_of
from ..reasoner.question import ModelQuestion, model_facts
from ..reasoner.reading import read_fact
from ..reasoner.verdict import Verdict
from .options import question_options
from .render.proof.denial import denial_json, denial_text
from .render.proof.nearest import nearest_text
from .render.proof.outline import FULL, View, expandable

_FILE = click.Path(path_type=Path)
_LONGEST_S = 60.0  # that a plan is searched for, as `tierwise plan` does by itself
_FORMATS = ["table", "json", "markdown", "mermaid", "dot", "svg", "html", "ttl"]


@click.command("explain")
@click.argument("names", nargs=-1, metavar="[TASK [NODE] | PIPELINE...]")
@click.option("--fact", "fact", metavar='"S P O"', help="Prove one fact, asserted or inferred.")
@click.option("--plan", "which", metavar="N|recommended|front",
              help="Prove placement N of `tierwise plan --site`, or that no other one beats its "
              "front.")
@click.option("--prefer", metavar="OBJECTIVE", help="With --plan: what it is to be best in.")
@click.option("--site", "site_file", type=_FILE, help="A Turtle file with the site.")
@click.option("--file", "files", type=_FILE, multiple=True, help="More Turtle files to load.")
@click.option("--nodes", type=_FILE, metavar="TABLE", help="With --plan: more nodes, as a table.")
@click.option("--links", type=_FILE, metavar="TABLE", help="With --plan: more links, as a table.")
@click.option("--routes", type=click.Choice(["latency", "cost"]),
              help="With --plan: whether data takes the quickest or the cheapest way.")
@question_options
@click.option("--depth", type=click.IntRange(1, FULL), default=3, show_default=True,
              help="How many steps deep the proof is shown.")
@click.option("--expand", multiple=True, metavar="NAME",
              help="Show a constraint, quantity or rule whole; or: passed, skipped, others.")
@click.option("--full", is_flag=True, help="Show the proof down to every sourced fact.")
@click.option("--sure", is_flag=True, help="Say how sure it is, and what to measure first.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True,
              help="How the proof is written.")
def explain_command(
    names: tuple[str, ...], fact: str | None, which: str | None, prefer: str | None,
    site_file: Path | None, files: tuple[Path, ...], nodes: Path | None, links: Path | None,
    routes: str | None, asked: ModelQuestion, depth: int, expand: tuple[str, ...], full: bool,
    sure: bool, form: str,
) -> int:
    """Prove that TASK can, or can't, run on NODE; without NODE, the level where TASK belongs.

    With --model FILE, TASK is what the file's model is asked to do.  Without --site, NODE is a
    product of the catalogue.  With --plan, PIPELINEs are those of the plan.  Exit 1 if it can't
    run there.

    Example: tierwise explain keyword-spotting stm32f746g-disco --full
    """
    if any(each is not None for each in (which, prefer, nodes, links, routes)):
        if which is None or site_file is None or fact or sure or asked.model:
            raise click.UsageError("--plan and its options go with --site, and not with --fact, "
                                   "--sure or --model")
        planned = _Planned((site_file, *files), nodes, links, routes == "cost", prefer)
        return _show(*_plan_proof(which, names, planned), depth, expand, full, form)
    extra, own = model_facts(asked) if asked.model else ((), None)
    names = (own, *names) if own else names
    engine = Answers.load([*([site_file] if site_file else []), *files], extra=extra)
    if site_file:
        engine.require_site(site_file)
    if sure:
        return _sureness(engine, names, form)
    proof = _proof(engine, names, fact)
    if isinstance(proof, Denial):
        if form not in ("table", "json"):
            raise click.UsageError("a fact that does not hold has no proof to draw: table or json")
        click.echo(denial_json(proof) if form == "json" else denial_text(proof), nl=False)
        return 1
    code = _show(engine.knowledge, proof, depth, expand, full, form, extra)
    if form == "table" and isinstance(proof.root, NodeVerdict) and not proof.root.verdict:
        click.echo(_nearest(engine, proof.root), nl=False)
    return code


def _show(
    knowledge: Knowledge, proof: Proof, depth: int, expand: tuple[str, ...], full: bool, form: str,
    told: Sequence[Fact] = (),
) -> int:
    """Write a proof, and return the exit code: 1 for a "no"."""
    _check_expand(proof, expand)
    view = View(FULL if full else depth, frozenset(expand))
    click.echo(_render(knowledge, proof, view, form, told), nl=False)
    verdict = verdict_of(proof.root)
    return int(verdict is not None and verdict < Verdict.CONDITIONAL)


@dataclass(frozen=True)
class _Planned:
    """What a plan is of: files and tables, how data goes, and what it is to be best in."""

    files: tuple[Path, ...]
    nodes: Path | None
    links: Path | None
    by_cost: bool
    prefer: str | None


def _plan_proof(
    which: str, pipelines: tuple[str, ...], asked: _Planned
) -> tuple[Knowledge, Proof]:
    """Return the proof of a point of a plan, or the certificate of its front."""
    # What plans is loaded for plans only: starting stays fast.
    from ..reasoner.plan.answer import Wish
    from ..reasoner.planner import Planner, Tables

    tables = Tables(asked.nodes, asked.links)
    planner = Planner.load(asked.files, tables, "cost" if asked.by_cost else "latency")
    result = planner.plan(pipelines, Wish(asked.prefer, _LONGEST_S))
    if which == "front":
        return planner.told, planner.certify(result)
    if not result.points:
        raise click.UsageError("no placement is feasible: --plan front proves that")
    number = 1 if which == "recommended" else int(which) if which.isdecimal() else 0
    if not 1 <= number <= len(result.points):
        raise click.UsageError(
            f"--plan takes recommended, front, or a number from 1 to {len(result.points)}: this "
            "plan has so many placements that nothing beats"
        )
    return planner.told, planner.explain(result, result.points[number - 1])


def _nearest(engine: Answers, failed: NodeVerdict) -> str:
    # What searches for changes is loaded for a "no" only: starting stays fast.
    from ..reasoner.engine import Engine

    whole = Engine(engine.knowledge)
    return nearest_text(whole.nearest_passing(failed.task, failed.node))


def _check_expand(proof: Proof, expand: tuple[str, ...]) -> None:
    known = expandable(proof)
    for each in expand:
        if each not in known:
            hint = did_you_mean(each, known)
            raise click.UsageError(
                f"nothing to expand is called {each}" + (f": {hint}" if hint else "")
            )


def _sureness(engine: Answers, names: tuple[str, ...], form: str) -> int:
    if len(names) != 2 or form not in ("table", "json"):
        raise click.UsageError("--sure takes a TASK and a NODE, as --format table or json")
    from .render.sureness import sureness_json, sureness_text  # only --sure needs its tables

    found = engine.how_sure(engine.find(names[0], "Task"), engine.find(names[1], "Node"))
    click.echo((sureness_json if form == "json" else sureness_text)(found), nl=False)
    return int(found.verdict < Verdict.CONDITIONAL)


def _proof(engine: Answers, names: tuple[str, ...], fact: str | None) -> Proof | Denial:
    if fact is not None:
        if names:
            raise click.UsageError("--fact stands alone")
        return engine.explain_fact(read_fact(engine.knowledge, fact))
    if not 1 <= len(names) <= 2:
        raise click.UsageError("say a TASK and a NODE, a TASK, a PIPELINE, or --fact")
    if len(names) == 1 and engine.is_pipeline(names[0]):
        from ..reasoner.engine import Engine  # see _nearest

        return Engine(engine.knowledge).explain_pipeline(engine.find(names[0], "Pipeline"))
    task = engine.find(names[0], "Task")
    if len(names) == 1:
        return engine.explain_level(task)
    return engine.explain(task, engine.find(names[1], "Node"))


def _render(
    knowledge: Knowledge, proof: Proof, view: View, form: str, told: Sequence[Fact]
) -> str:
    if form == "json":
        from .render.proof.document import proof_json  # each view loads what it alone needs

        return proof_json(knowledge, proof, told)
    if form == "table":
        from .render.proof.text import proof_text  # rich is not needed for the other views

        return proof_text(proof, view)
    from .render.proof.views import proof_view  # a picture or a page is asked for now and then

    return proof_view(knowledge, proof, view, form)
