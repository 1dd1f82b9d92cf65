"""The style and the one script of a proof's page; neither holds anything of the proof."""

from __future__ import annotations

from .palette import DARK_GROUND, LIGHT_GROUND, LOOKS, Shade

_LAYOUT = """
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1rem 1.25rem 4rem;font:15px/1.45 system-ui,sans-serif;
background:var(--ground);color:var(--ink)}
h1{font-size:1.3rem;line-height:1.3;margin:.4rem 0;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
p{margin:.4rem 0;color:var(--muted)}
a{color:inherit;text-decoration-color:var(--muted)}
ul{list-style:none;margin:0;padding:0}
li ul{padding-left:1.15rem;margin-left:.35rem;border-left:1px solid var(--rule)}
summary,li>div,li.see{padding:.12rem .35rem .12rem 1.5rem;border-radius:.3rem;
overflow-wrap:anywhere}
summary{padding-left:1.35rem;text-indent:-1rem;cursor:pointer}
summary>*{text-indent:0}
summary:hover{background:var(--rule)}
li:target>div,li:target>details>summary{outline:2px solid currentColor;outline-offset:-1px}
li.hit>div,li.hit>details>summary,li.see.hit{background:var(--rule)}
.off{display:none}
.mark,.badge{font-weight:700}
.badge{padding:.1rem .5rem;border-radius:1rem;border:1px solid}
.origin{font:.85em ui-monospace,monospace;color:var(--muted)}
.kind{font-size:.78em;color:var(--muted);white-space:nowrap}
.fold>details>summary{color:var(--muted);font-style:italic}
.see::before{content:"\\2197";margin-left:-1.1rem;margin-right:.35rem;color:var(--muted)}
section{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92em}
th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;
border-bottom:1px solid var(--rule);overflow-wrap:anywhere}
th{color:var(--muted);font-weight:600}
td:nth-child(3){min-width:9rem}td:nth-child(4){white-space:nowrap}
#search[hidden]{display:none}
input{font:inherit;padding:.2rem .4rem;width:min(24rem,60vw);color:inherit;
background:var(--ground);border:1px solid var(--muted);border-radius:.3rem}
@media print{.kind,#search{display:none}}
"""

SCRIPT = """
(function () {
  "use strict";
  var panel = document.getElementById("search"), input = panel.querySelector("input");
  var count = panel.querySelector("output"), root = document.getElementById("proof");
  var items = Array.from(root.querySelectorAll("li"));
  var before = null;
  function own(item) {
    return item.querySelector(":scope > div, :scope > details > summary") || item;
  }
  function reveal(element) {
    for (; element; element = element.parentElement) {
      if (element.tagName === "DETAILS") { element.open = true; }
      element.classList.remove("off");
    }
  }
  function restore() {
    items.forEach(function (item) { item.classList.remove("off", "hit"); });
    if (before) { before.forEach(function (pair) { pair[0].open = pair[1]; }); }
    before = null;
    count.textContent = "";
  }
  function search() {
    var wanted = input.value.trim().toLowerCase();
    restore();
    if (!wanted) { return; }
    before = Array.from(root.querySelectorAll("details")).map(function (d) { return [d, d.open]; });
    var hits = items.filter(function (item) {
      return own(item).textContent.toLowerCase().includes(wanted);
    });
    items.forEach(function (item) { item.classList.add("off"); });
    hits.forEach(function (item) { item.classList.add("hit"); reveal(item); });
    count.textContent = hits.length + (hits.length === 1 ? " line" : " lines");
  }
  function follow() {
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) { reveal(target); target.scrollIntoView({ block: "center" }); }
  }
  panel.hidden = false;
  input.addEventListener("input", search);
  addEventListener("hashchange", follow);
  follow();
})();
"""


def style() -> str:
    """Return the page's style, in light and in dark as the reader's system asks."""
    return _LAYOUT + _colours(LIGHT_GROUND, False) + (
        f"@media (prefers-color-scheme:dark){{{_colours(DARK_GROUND, True)}}}\n"
    )


def _colours(ground: Shade, is_dark: bool) -> str:
    rule = "#2b323a" if is_dark else "#e3e6ea"
    looks = "".join(
        f".{name}>details>summary>.mark,.{name}>div>.mark{{color:{shade.stroke}}}"
        f".{name}.badge{{background:{shade.fill};color:{shade.text};border-color:{shade.stroke}}}"
        for name, shade in (
            (name, look.dark if is_dark else look.light) for name, look in LOOKS.items()
            if look.mark
        )
    )
    return (
        f":root{{--ground:{ground.fill};--ink:{ground.text};--muted:{ground.stroke};--rule:{rule}}}"
        f"{looks}\n"
    )
