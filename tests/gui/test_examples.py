"""The suite outside the package is what a tester copies: it runs as it stands, with nothing of ours imported."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "gui"
PATIENCE_S = 240


def test_it_imports_nothing_of_the_package() -> None:
    for path in EXAMPLES.glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
        names += [each.name for node in nodes if isinstance(node, ast.Import) for each in node.names]
        roots = {name.split(".")[0] for name in names}
        assert roots & {"hemsapp", "ui", "devices", "resources", "tests", "PySide6"} == set(), path


@pytest.mark.xvfb
def test_a_critical_peak_day_is_lived_through_at_the_screen() -> None:
    """C1FR33, C1FR34b, C1FR32c, UC96.1.14, UC96.1.19: found and done by touches alone."""
    environment = {**os.environ, "HEMSAPP": f"{sys.executable} -m hemsapp", "PYTHONPATH": str(EXAMPLES.parents[1])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(EXAMPLES)]
    done = subprocess.run(
        command, cwd=EXAMPLES, env=environment, capture_output=True, timeout=PATIENCE_S, check=False, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
