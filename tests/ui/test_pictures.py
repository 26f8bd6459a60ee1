"""The pictures of the documentation: small, complete, and always painted alike."""

import re
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from tests.architecture.tree import ROOT
from tests.ui.golden import TOLERATED, difference
from ui import pictures

DIRECTORY = ROOT / "docs" / "screens"
BUDGET_BYTES = 12_000_000  # every way in which a joining may fail has its picture


def test_every_picture_of_the_documentation_is_there_and_on_its_page() -> None:
    names = {f"{each.name}.png" for each in pictures.everything()}
    assert {path.name for path in DIRECTORY.glob("*.png")} == names
    page = (DIRECTORY / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((\S+\.png)\)", page)) == names
    assert page == pictures.page()


def test_the_pictures_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in DIRECTORY.glob("*.png")) < BUDGET_BYTES


def test_the_pictures_show_what_is_painted_today(tmp_path: Path) -> None:
    """`make screens` after a look at what changed; a process of its own, as another one's glyphs would show."""
    command = [sys.executable, "-m", "hemsapp", "gallery", "--docs", str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, timeout=180, stdout=subprocess.DEVNULL)
    shares = {
        each.name: difference(QImage(str(tmp_path / f"{each.name}.png")), QImage(str(DIRECTORY / f"{each.name}.png")))
        for each in pictures.everything()
    }
    assert {name: share for name, share in shares.items() if share > TOLERATED} == {}
