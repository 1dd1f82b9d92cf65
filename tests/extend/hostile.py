"""Malformed files, made of the bundled examples: each kind of harm by its name, for each form."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random

from tierwise.reasoner.written import Written, write

EXAMPLES = Path(__file__).parents[2] / "examples"
SEEDS = (
    "own-board.ttl", "hybrid-pipeline.ttl", "acme-m4.yaml", "factory-three-levels.ttl",
    "pi-5-32gb.yaml",
)  # fmt: skip
FORMS = ("ttl", "yaml", "jsonld")
ENDS = {"ttl": "ttl", "yaml": "yaml", "jsonld": "jsonld"}

# What is no figure, whatever figure it stands for.
NO_FIGURES = (
    "1e400 MB",
    "-1e400 MB",
    "9" * 100_000 + " MB",
    "NaN",
    "INF",
    "-inf GB",
    "1e-400 B",
    "1e99999999 B",
    "12 parsecs",
    "512 XiB",
    "12",
    "",
    " ",
    "twelve MB",
    "0x10 MB",
    "1,5 GB",
    "1_000 MB",
    "1 MB 2",
    "4 MB^99999999",
    "4 " + "m*" * 38 + "m",
    "4 (((((m)))))",
    "4 m**m",
    "4 __import__('os')",
    "4 kg/0",
    "1 1/0",
    "٣ MB",
    "\u202e1 MB",
    "5 ± MB",
    "1..2 MB",
    "--3 MB",
    "4\u0000MB",
    "%",
    "1 %%",
    "1 degC degC",
)
# Where anything else is expected.
ODD = (
    *NO_FIGURES,
    "a" * 1_000_000,
    "\\",
    '"',
    "http://a b/c",
    "file:///etc/passwd",
    "_:b0",
    "tw:",
    ":",
    "@id",
    "cat:raspbery-pi-5",
    "https://w3id.org/tierwise/ontology#nothing",
    "\ud7ff\ufffd",
    "🦆" * 50,
)
_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_VALUE = re.compile(r"(?<=: )(\S.*)$", re.MULTILINE)
_FIGURE = re.compile(r'(?<=[": ])\d[\d.]* [A-Za-z%]+(?:/[A-Za-z]+)?(?="|$|,)', re.MULTILINE)
_LABEL = re.compile(r"(?:label|definition|condition|title|locator|comment|description)\W[^\n]*$")

Harm = Callable[[Random, str, str], bytes]


def seeds() -> dict[str, list[str]]:
    """Return the examples in each form."""
    found: dict[str, list[str]] = {form: [] for form in FORMS}
    for name in SEEDS:
        facts = Written().parse((EXAMPLES / name).read_text("utf-8"), name)
        for form in FORMS:
            found[form].append(write(facts, form))
    return found


def _written(text: str, form: str) -> str:
    """Return a text as a value is written between quotes of a form."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def cut_off(random: Random, text: str, form: str) -> bytes:
    data = text.encode()
    return data[: random.randrange(len(data))]


def figure(random: Random, text: str, form: str) -> bytes:
    """Put what is no figure in the place of one: always wrong."""
    found = [each for each in _FIGURE.finditer(text) if not _LABEL.search(text[: each.start()])]
    at = random.choice(found)
    bad = random.choice(NO_FIGURES)
    return _replaced(text, at.start(), at.end(), bad, form)


def _replaced(text: str, start: int, end: int, bad: str, form: str) -> bytes:
    is_quoted = text[start - 1] == '"'
    written = _written(bad, form) if is_quoted else f'"{_written(bad, form)}"'
    return (text[:start] + written + text[end:]).encode("utf-8", "replace")


def value(random: Random, text: str, form: str) -> bytes:
    """Put an odd text in the place of any quoted text or value."""
    pattern = _VALUE if form == "yaml" else _QUOTED
    at = random.choice(list(pattern.finditer(text)))
    return _replaced(text, at.start(1), at.end(1), random.choice(ODD), form)


def raw(random: Random, text: str, form: str) -> bytes:
    """Put a value of another type, unquoted, in the place of one."""
    others = (
        "true",
        "null",
        "[]",
        "{}",
        "[[]]",
        "1e400",
        "-0",
        "9" * 100_000,
        "[1, 2]",
        "~",
        "'",
        "<a b>",
        "[ tw:hasPart [] ]",
        "{a: b}",
        '{"@value": 1, "@id": "x"}',
        '{"@list": [[1]]}',
        '{"@set": [null]}',
        '{"@id": 5}',
        '{"@type": {}}',
        '"x"@en-',
        '"1"^^xsd:nothing',
        '"x"^^<a b>',
        "^^",
        "a",
        "?x",
        "=>",
        '{"@language": 3, "@value": "x"}',
        "!!python/object:os.system x",
        "*a",
        "&a [*a]",
        "| \n x",
        ">",
    )
    pattern = _VALUE if form == "yaml" else re.compile(r'("(?:[^"\\\n]|\\.)*")')
    at = random.choice(list(pattern.finditer(text)))
    return (text[: at.start(1)] + random.choice(others) + text[at.end(1) :]).encode()


def bytes_(random: Random, text: str, form: str) -> bytes:
    data = bytearray(text.encode())
    for _ in range(random.choice((1, 1, 5, 50))):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def encoding(random: Random, text: str, form: str) -> bytes:
    """Write it in what is not UTF-8, or with what no text has: always wrong."""
    at = random.randrange(len(text) // 2)
    ways = (
        lambda: text.encode("utf-16"),
        lambda: text.encode("utf-16-be"),
        lambda: text.encode("utf-32"),
        lambda: ("é" + text).encode("latin-1", "replace"),
        lambda: b"\xff\xfe" + text.encode(),
        lambda: text[:at].encode() + b"\xed\xa0\x80" + text[at:].encode(),
        lambda: text.encode("utf-7").replace(b"\n", b"\x85"),
        lambda: b"\x1f\x8b\x08" + text.encode(),
        lambda: bytes(random.randrange(256) for _ in range(200)),
    )
    return random.choice(ways)()


def control(random: Random, text: str, form: str) -> bytes:
    """Put characters that no text has among the others."""
    at = random.randrange(len(text))
    bad = random.choice(
        ("\0", "\0" * 10_000, "\ufeff", "\x07", "\u2028", "\x85", "\r", "\t", "\x1b[2J", "\ufffe")
    )
    return (text[:at] + bad + text[at:]).encode()


def lines(random: Random, text: str, form: str) -> bytes:
    """Drop, double, or swap lines."""
    rows = text.splitlines()
    for _ in range(random.choice((1, 2, 8))):
        one, other = random.randrange(len(rows)), random.randrange(len(rows))
        change = random.choice(("drop", "double", "swap", "indent"))
        if change == "drop" and len(rows) > 2:
            del rows[one]
        elif change == "double":
            rows.insert(one, rows[one])
        elif change == "swap":
            rows[one], rows[other] = rows[other], rows[one]
        else:
            rows[one] = " " * random.choice((1, 2, 7)) + rows[one]
    return "\n".join(rows).encode()


def tokens(random: Random, text: str, form: str) -> bytes:
    """Drop, double or swap words and signs."""
    parts = re.findall(r"\w+|\s+|.", text)
    for _ in range(random.choice((1, 3))):
        one, other = random.randrange(len(parts)), random.randrange(len(parts))
        parts[one] = random.choice(
            ("", parts[one] * 2, parts[other], parts[one].upper(), parts[one][::-1])
        )
    return "".join(parts).encode()


def deep(random: Random, text: str, form: str) -> bytes:
    """Nest deeper than anybody writes: always wrong."""
    levels = random.choice((1_000, 5_000, 100_000))
    ways = {
        "ttl": (
            "<urn:a> <urn:b> " + "[ <urn:p> " * levels + "1" + " ]" * levels + " .",
            "<urn:a> <urn:b> " + "(" * levels + ")" * levels + " .",
            "<urn:a> <urn:b> " + "[" * levels,
        ),
        "yaml": (
            "[" * levels,
            "a: " + "{b: " * levels + "1" + "}" * levels,
            "- " * levels + "x",
            "\n".join(" " * n + "a:" for n in range(min(levels, 2_000))),
        ),
        "jsonld": (
            "[" * levels + "]" * levels,
            '{"hasPart": ' * levels + "1" + "}" * levels,
            '{"@graph": [' * levels,
        ),
    }
    return random.choice(ways[form]).encode()


def names(random: Random, text: str, form: str) -> bytes:
    """Misspell names, and put spaces and worse in IRIs."""
    at = random.choice(list(re.finditer(r"https?://[^\s\"<>]+|\b(?:tw|cat):[\w-]+", text)))
    bad = random.choice(
        (" ", "|", "^", "`", "\\", "{}", "%zz", "<", "\\u0020", "é", "\u200b", "#" * 5)
    )
    middle = random.randrange(at.start() + 1, at.end() + 1)
    return (text[:middle] + bad + text[middle:]).encode()


_HEAD = {
    "ttl": "@prefix tw: <https://w3id.org/tierwise/ontology#> . @prefix ex: <https://e.org/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n",
    "yaml": '"@context": {ex: "https://e.org/"}\n"@graph":\n',
}


def circle(random: Random, text: str, form: str) -> bytes:
    """Let things be part of themselves, over some steps: always wrong."""
    size = random.choice((1, 2, 3, 10, 50, 2_000))
    property_ = random.choice(("hasPart", "standsIn", "carries"))
    class_ = random.choice(("SingleBoardComputer", "Cpu", "SramPool", "Place", "Task"))
    turns = [(f"ex:n{i}", f"ex:n{(i + 1) % size}") for i in range(size)]
    if form == "ttl":
        body = "".join(f"{a} a tw:{class_} ; tw:{property_} {b} .\n" for a, b in turns)
        return (_HEAD["ttl"] + body + "tw:Cpu rdfs:subClassOf tw:Part .\n").encode()
    things = [{"id": a, "type": class_, property_: b} for a, b in turns]
    if form == "jsonld":
        return json.dumps({"@context": {"ex": "https://e.org/"}, "@graph": things}).encode()
    return (_HEAD["yaml"] + "".join(f"- {json.dumps(each)}\n" for each in things)).encode()


def flood(random: Random, text: str, form: str) -> bytes:
    """Pour out things without names, or values, or prefixes: always wrong."""
    size = random.choice((20, 50, 100, 200, 300, 3_000))
    ways = {
        "ttl": (
            _HEAD["ttl"] + "[] a tw:SramPool .\n" * size,
            _HEAD["ttl"] + "ex:a tw:hasPart [] ; tw:nothing 1 .\n" * size,
            _HEAD["ttl"] + "".join(f"ex:a tw:capacty{i} {i} .\n" for i in range(size)),
            _HEAD["ttl"] + "".join(f'ex:a{i} tw:capacity "{i} KiBs{i}" .\n' for i in range(size)),
            _HEAD["ttl"] + "".join(f'ex:a{i} tw:locator "{i}"^^ex:b{i} .\n' for i in range(size)),
            "".join(f"@prefix p{i}: <urn:{i}#> .\n" for i in range(size)) + "p0:a p1:b foo:c .",
            _HEAD["ttl"]
            + "ex:r a tw:SramPool ; tw:capacity "
            + ",".join(f'"{i} B"' for i in range(size))
            + ".",
            "@prefix a: <http://b c> .\n" * size + "a:b a a:c .",
        ),
        "yaml": (
            "- type: SramPool\n" * size,
            "hasPart:\n" + "- {nothing: 1}\n" * size,
            "".join(f"- capacity{i}: {i} Bs{i}\n" for i in range(size)),
            "a: 1\n" * size,
            "type: SramPool\ncapacity: [" + "1 B, 2 B, " * size + "3 B]",
        ),
        "jsonld": (
            json.dumps([{"type": "SramPool"}] * size),
            '{"a": 1, ' * size,
            '{"type": "Cpu", "hasPart": [' + "{}," * size + "1]}",
            '{"id": "x",' + '"id": "y",' * size + '"a": 1}',
        ),
    }
    return random.choice(ways[form]).encode()


def bomb(random: Random, text: str, form: str) -> bytes:
    """Let it explode, reach for the network, or be what the form is not: always wrong."""
    aliases = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)
    )
    ways = {
        "ttl": (
            '<urn:a> <urn:b> """' + "x" * 5_000_000,
            "@base <" + "a/" * 100_000 + "> . <b> <c> <d",
            "{ <a> <b> <c> } .",
            "@prefix : <#> . :a :b :c , , :d .",
            "@forAll :x . { :x a :y } => { :x a :z } .",
            "GRAPH <a> { <b> <c> <d> }",
            "<urn:a> <urn:b> " + "9" * 100_000 + "e" + "9" * 1000,
            "@keywords a, b .",
            '<a> <b> "x"@' + "e" * 10_000 + " !",
        ),
        "yaml": (
            aliases,
            "a: &a [*a]",
            "<<: &x {<<: *x}",
            "!!python/object/apply:os.system [ls]",
            "%YAML 9.9\n--- {}",
            "? [a]\n: b",
            '"@context": http://localhost:9/c\na: b',
            '"@context": file:///etc/passwd\nlabel: a',
            "--- a\n--- b",
            "\t- a",
            '"@context": {"@import": "http://localhost:9/"}\nlabel: x',
            "a: !!binary zzz",
            "x: 2026-13-45T99:99:99\ny",
            "- - - -",
            "'",
        ),
        "jsonld": (
            '{"@context": "http://localhost:9/c.jsonld", "label": "a"}',
            '{"a": 1e400,}',
            "[1, 2, 3]",
            "null",
            '"x"',
            "[NaN]",
            "{'a': 1}",
            '{"@context": {"@vocab": {}}, "label": "x"}',
            '{"@context": [[[[]]]], "@id": []}',
            '{"@reverse": {"a": {}}}',
            '{"@context": {"a": {"@id": "a", "@context": {"a": null}}}, "a": 1}',
            '{"@context": {"a": "b:c", "b": "a:c"}, "a": 1}',
            '{"@graph": {"@graph": 5}}',
            '{"@context": {"@base": 5}, "label": "x"}',
            '{"label": {"@value": []}}',
            '{"\\ud800": 1}',
            '{"label": "\\ud800"}',
            '{"@context": {"@language": 5}, "label": "a"}',
            "9" * 100_000,
        ),
    }
    return random.choice(ways[form]).encode("utf-8", "surrogatepass")


HARMS: dict[str, Harm] = {
    "cut off": cut_off,
    "figure": figure,
    "value": value,
    "raw": raw,
    "bytes": bytes_,
    "encoding": encoding,
    "control": control,
    "lines": lines,
    "tokens": tokens,
    "deep": deep,
    "names": names,
    "circle": circle,
    "flood": flood,
    "bomb": bomb,
}
# After these nothing is left to say "this is sound" of; the others may by chance do no harm.
ALWAYS = ("figure", "encoding", "deep", "circle", "flood", "bomb")
