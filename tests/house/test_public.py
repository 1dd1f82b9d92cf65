"""What `import tierwise` gives: about ten names, each imported when it is first used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tierwise


def test_the_public_names_are_these():
    assert tierwise.__all__ == [
        "Engine", "Knowledge", "ModelQuestion", "NodeResult", "Proof", "TaskResult",
        "TierwiseError", "Verdict", "inspect_model", "load", "validate",
    ]


@pytest.mark.parametrize("name", tierwise.__all__)
def test_each_public_name_can_be_used(name):
    assert callable(getattr(tierwise, name))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="plaice"):
        _ = tierwise.plaice


def test_importing_tierwise_imports_nothing_heavy():
    code = "import sys, tierwise; print(sorted({'numpy', 'rdflib', 'onnx'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_engine_loads_what_plans_only_when_a_pipeline_is_asked_of():
    heavy = "{'networkx', 'ortools', 'tierwise.reasoner.planner'}"
    code = f"import sys, tierwise.reasoner.engine; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
