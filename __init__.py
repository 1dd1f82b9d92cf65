"""tierwise: where should this model run - on the device, on a gateway, in the cloud - and why?

    import tierwise
    engine = tierwise.load(["site.ttl"])
    for result in engine.place():
        print(result.task, result.concluded)
"""

from __future__ import annotations

import importlib
from typing import Any

_WHERE = {
    "Engine": ("reasoner.engine", "Engine"),
    "Knowledge": ("reasoner.knowledge", "Knowledge"),
    "ModelQuestion": ("reasoner.question", "ModelQuestion"),
    "NodeResult": ("reasoner.placement", "NodeResult"),
    "Proof": ("reasoner.proof", "Proof"),
    "TaskResult": ("reasoner.placement", "TaskResult"),
    "TierwiseError": ("reasoner.errors", "TierwiseError"),
    "Verdict": ("reasoner.verdict", "Verdict"),
    "inspect_model": ("reasoner.inspect", "inspect_model"),
    "load": ("reasoner.engine", "load_engine"),
    "validate": ("reasoner.validate", "validate"),
}
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562), so that starting stays fast."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _WHERE[name]
    return getattr(importlib.import_module(f".{module}", __name__), attribute)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
