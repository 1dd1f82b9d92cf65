"""Proofs that views are held against: one of each kind of answer on a site, and a hostile one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierwise.cli.render.proof.outline import FULL, View
from tierwise.reasoner.engine import Engine
from tierwise.reasoner.errors import Place
from tierwise.reasoner.interval import Interval
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.namespaces import RDFS_LABEL, tw
from tierwise.reasoner.proof import Conversion, Fact, Judgement, Proof, Written
from tierwise.reasoner.verdict import Verdict

EXAMPLES = Path(__file__).parents[2] / "examples"
FACTORY = EXAMPLES / "factory-three-levels.ttl"
ASKED = {
    "infeasible": ("industrial-vision-pipeline", "hall-gateway"),
    "feasible": ("keyword-spotting", "press-sensor"),
    "unknown": ("generative-ai-chat", "line-camera"),
    "level": ("vibration-anomaly-detection",),
    "pipeline": ("press-monitoring",),
}
VIEWS = {"folded": View(), "deeper": View(5, frozenset({"passed", "others"})), "full": View(FULL)}

# Each would break out of some view: of tags, attributes, quotes, code, lists, comments or lines.
HOSTILE = (
    '</script><script>alert("x")</script>', '<img src=x onerror="alert(1)">', "--> ]]> <!-- &lt;",
    'a"] --> b["c', "1. *bold* _x_ `code` [link](javascript:alert(1)) | ~~no~~", "# heading ``` x",
    "back\\slash\\l \" quote\\", "line\nbreak\r\tend\x07\u202e\u2028bidi",
    "%%{init: {}}%% ; classDef",
)


@pytest.fixture(scope="session")
def factory() -> Engine:
    engine = Engine.load([FACTORY, EXAMPLES / "hybrid-pipeline.ttl"])
    engine.require_site(FACTORY)
    return engine


@pytest.fixture(scope="session")
def knowledge(factory: Engine) -> Knowledge:
    return factory.knowledge


@pytest.fixture(scope="session")
def proofs(factory: Engine) -> dict[str, Proof]:
    return {kind: answer(factory, *names) for kind, names in ASKED.items()}


def answer(engine: Engine, name: str, *node: str) -> Proof:
    """Return the proof that the command would: of a pipeline, a task on a node, or its level."""
    if engine.is_pipeline(name):
        return engine.explain_pipeline(engine.find(name, "Pipeline"))
    task = engine.find(name, "Task")
    return engine.explain(task, engine.find(*node, "Node")) if node else engine.explain_level(task)


@pytest.fixture(params=ASKED)
def proof(request: pytest.FixtureRequest, proofs: dict[str, Proof]) -> Proof:
    return proofs[request.param]


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest) -> View:
    return VIEWS[request.param]


@pytest.fixture(scope="session")
def hostile() -> Proof:
    """A proof whose sentences, sources and files hold what somebody's Turtle may hold."""
    facts = tuple(
        Fact(said, (), ("urn:x", RDFS_LABEL, '"x"'), Place(f"{said}.ttl", at), said)
        for at, said in enumerate(HOSTILE)
    )
    written = Written(
        f"says {HOSTILE[0]}", (), "urn:x", tw("deadline"), HOSTILE[0], (), "assumed", HOSTILE[1],
        Place("<b>.ttl", 1),
    )
    number = Conversion(
        f"is {HOSTILE[0]}", (len(facts),), "urn:x", tw("deadline"),
        "http://qudt.org/vocab/unit/SEC", Interval(1.0, 1.0, 1.0), None,
    )
    judged = Judgement(
        HOSTILE[3] + " judged", (*range(len(facts)), len(facts) + 1), HOSTILE[0],
        "candidate", Verdict.INFEASIBLE, (), None, None, (), None, None, 0,
    )
    return Proof((*facts, written, number, judged))
