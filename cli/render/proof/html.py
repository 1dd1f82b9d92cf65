"""Write a proof as one HTML page that stands alone: it loads nothing, and needs no JavaScript.

The page holds the whole proof; the view says how much of it is unfolded when it opens.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape

from ....reasoner.knowledge import Knowledge
from ....reasoner.proof import (
    CandidateVerdict,
    Conversion,
    Judgement,
    NodeVerdict,
    Proof,
    verdict_of,
)
from ....reasoner.verdict import Verdict
from .nesting import Part, homes, parts
from .outline import View, heading_of, kind_of, name_of, origin
from .page import SCRIPT, style
from .palette import mark
from .tables import numbers_table, sources_table
from .wrapping import one_line


def proof_html(knowledge: Knowledge, proof: Proof, view: View) -> str:
    """Return a page with the proof, its numbers and its sources."""
    css, said = style(), text(proof.root.sentence)
    return "\n".join([
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(css)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>Proof: {said}</title>", f"<style>{css}</style>", "</head>", "<body>",
        f"<header><h1>{said}</h1>{_summary(proof)}</header>",
        '<p id="search" hidden><label>Search <input type="search"></label> <output></output></p>',
        "<main>", '<section id="proof">', "<h2>Proof</h2>",
        f"<ul>{_Tree(proof, view).item(len(proof.steps) - 1, 0)}</ul>", "</section>",
        numbers_table(knowledge, proof), sources_table(proof), "</main>",
        f"<script>{SCRIPT}</script>", "</body>", "</html>", "",
    ])


def text(raw: str) -> str:
    """Return text as HTML that shows it as it stands.

    >>> text('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(one_line(raw))


def _policy(css: str) -> str:
    """Return a policy under which the page runs its own style and script, and loads nothing."""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _summary(proof: Proof) -> str:
    verdict = verdict_of(proof.root)
    word = f'<b class="{_class(verdict)} badge">{verdict.word}</b> ' if verdict is not None else ""
    steps = list(proof.below(proof.root))
    leaves = sum(not each.premises for each in steps)
    return (
        f"<p>{word}{len(steps)} steps, of which {leaves} rest on nothing else. "
        "A line with a triangle unfolds; ↗ leads to where a shared step stands.</p>"
    )


def _class(verdict: Verdict | None) -> str:
    return "step" if verdict is None else verdict.name.lower().replace("_", "-")


class _Tree:
    """The nested list: each step at its home, and links where else it is a premise."""

    def __init__(self, proof: Proof, view: View) -> None:
        self.proof, self.view = proof, view
        self.homes = homes(proof)

    def item(self, at: int, level: int) -> str:
        """Return a step with all whose home it is."""
        step = self.proof.steps[at]
        below = parts(self.proof, step)
        class_ = _class(verdict_of(step))
        if not below:
            return f'<li id="s{at}" class="{class_}"><div>{self._line(at)}</div></li>'
        # The best candidate of a node is one line with its node in every view.
        within = level if isinstance(step, CandidateVerdict) else level + 1
        inner = "".join(self._part(each, at, within) for each in below)
        return (
            f'<li id="s{at}" class="{class_}"><details{self._open(at, level)}>'
            f"<summary>{self._line(at)}</summary><ul>{inner}</ul></details></li>"
        )

    def _open(self, at: int, level: int) -> str:
        step, view = self.proof.steps[at], self.view
        named = view.opens(name_of(step)) and not isinstance(step, NodeVerdict)
        passed = isinstance(step, Judgement) and step.verdict == Verdict.FEASIBLE
        deep = level < view.depth or isinstance(step, CandidateVerdict)
        folds = not view.is_full and (passed or isinstance(step, Conversion))
        return " open" if named or (deep and not folds) else ""

    def _part(self, part: Part, home: int, level: int) -> str:
        inner = "".join(
            self.item(each, level) if self.homes[each] == home else self._link(each)
            for each in part.premises
        )
        if part.fold is None:
            return inner
        opened = " open" if self.view.opens(part.fold) else ""
        return (
            f'<li class="fold"><details{opened}><summary>{part.title}</summary>'
            f"<ul>{inner}</ul></details></li>"
        )

    def _link(self, at: int) -> str:
        return f'<li class="see"><a href="#s{at}">{text(self.proof.steps[at].sentence)}</a></li>'

    def _line(self, at: int) -> str:
        """Return a step's mark, heading, sentence and origin."""
        step = self.proof.steps[at]
        verdict, heading = verdict_of(step), heading_of(self.proof, step)
        found = f'<span class="said">{text(step.sentence)}</span>'
        if heading:
            found = f"<b>{text(heading)}</b> {found}"
        if verdict is not None:
            found = (
                f'<span class="mark" title="{verdict.word}">{mark(_class(verdict))}</span> {found}'
            )
        whence = origin(self.proof, step)
        if isinstance(step, Conversion):
            whence = origin(self.proof, step, is_full=False)
        if whence:
            found += f' <span class="origin">{text(whence)}</span>'
        return f'{found} <span class="kind">{kind_of(step)}</span>'
