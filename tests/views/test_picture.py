"""The picture in docs/ is what the command draws; `REFRESH_DOCS=1` draws it anew."""

import os
from pathlib import Path

from tierwise.cli.render.proof.outline import View
from tierwise.cli.render.proof.svg import proof_svg

PICTURE = Path(__file__).parents[2] / "docs" / "proof.svg"


def test_the_picture_of_the_documentation_is_what_is_drawn_now(proofs):
    drawn = proof_svg(proofs["infeasible"], View())
    if os.environ.get("REFRESH_DOCS"):
        PICTURE.write_text(drawn, encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == drawn
