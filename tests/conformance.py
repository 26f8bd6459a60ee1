"""`python -m tests.conformance`: docs/conformance.md anew, from the register of duties and the tests that name them."""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "conformance.md"
IDENTIFIER = re.compile(r"\b(?:C1N?FR\d+(?:\.\d+)*[a-g]?|UC96\.\d(?:\.\d+)+|X-[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*)\b")
_ROW = re.compile(r"^\| (?P<name>[^ |]+) \| (?P<who>[^|]*) \| (?P<must>[^|]*) \| (?P<bar>[^|]*) \|$", re.MULTILINE)
_SHOWN = 3
NOT_YET: dict[str, str] = {}
"""What no test shows, and why."""
IN_PART: dict[str, str] = {
    "UC96.2.6": "behind a concentrator a customer who was not reached is listed and told to whoever follows failures,"
    " but opens no trouble at the desk by itself",
    "UC96.3.7": "behind a concentrator the desk has each standing and when it was told, not the links between head end"
    " and devices: what many homes did comes as one summary",
    "C1FR6": "behind a concentrator a home without a receipt is not told again: none acknowledges by itself there",
    "X-GATEWAY": "all but building-management integration: a building's controller that speaks Smart Energy is let in"
    " as any device of its kind, none has been tried, and there is no other interface for one",
    "X-SECURITY": "every leg, not a maintenance port: the simulated meter has none, and nothing is shown of one",
}
"""What tests show of a duty does not make it whole: what is missing, and why."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A row of the register."""

    name: str
    who: str
    must: str
    bar: str


def register() -> list[tuple[str, list[Duty]]]:
    """The duties below each heading of docs/requirements.md, in its order."""
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    chapters = []
    for part in text.split("\n## ")[1:]:
        heading = part.splitlines()[0]
        rows = [Duty(*(each.strip() for each in row.groups())) for row in _ROW.finditer(part)]
        duties = [duty for duty in rows if IDENTIFIER.fullmatch(duty.name)]
        if duties:
            chapters.append((heading, duties))
    return chapters


@cache
def shown() -> dict[str, list[str]]:
    """The tests that name each duty, `tests/path.py::test`; after them the files that are about it, `tests/path.py`."""
    tests: dict[str, list[str]] = defaultdict(list)
    files: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if "architecture" in path.parts:
            continue
        for test, text in _tests(path):
            for name in sorted(set(IDENTIFIER.findall(text))):
                (tests if test else files)[name].append(str(path.relative_to(ROOT)) + (f"::{test}" if test else ""))
    return {name: [*tests[name], *files[name]] for name in sorted({*tests, *files})}


def page() -> str:
    """The whole page."""
    tests = shown()
    duties = [duty for _, each in register() for duty in each]
    count = sum(duty.name in tests and duty.name not in IN_PART for duty in duties)
    lines = [
        "# Conformance",
        "",
        "Every duty of the register ([requirements.md](requirements.md)) and the tests that show it, or why none does.",
        "Made by `make conformance` from the register and the tests; a duty without test and reason fails the suite.",
        "A test that names a duty itself stands first; a file is named where all of it is about that duty.",
        "",
        f"Shown whole by tests: {count} of {len(duties)}; in part: {len(IN_PART)}; not yet: {len(NOT_YET)}.",
    ]
    for heading, each in register():
        lines += ["", f"## {heading}", "", "| duty | who | must | shown by |", "|---|---|---|---|"]
        lines += [f"| {duty.name} | {duty.who} | {duty.must} | {_told(duty.name, tests)} |" for duty in each]
    return "\n".join(lines) + "\n"


def _told(name: str, tests: dict[str, list[str]]) -> str:
    if name not in tests:
        return f"**not yet**: {NOT_YET.get(name, '?')}"
    those = tests[name]
    said = ", ".join(f"[{_sentence(test)}](../{test.partition('::')[0]})" for test in those[:_SHOWN])
    said = said if len(those) <= _SHOWN else f"{said}, and {len(those) - _SHOWN} more"
    return f"**in part**: {IN_PART[name]}. What is shown: {said}" if name in IN_PART else said


def _sentence(test: str) -> str:
    path, _, name = test.partition("::")
    return (
        (name or f"all of {Path(path).stem}").removeprefix("test_").replace("_", " ").replace("all of test ", "all of ")
    )


def _tests(path: Path) -> Iterator[tuple[str, str]]:
    """The file's first lines under no name, and each test with its own text: whatever may name duties."""
    text = path.read_text(encoding="utf-8")
    if not IDENTIFIER.search(text):
        return
    tree, lines = ast.parse(text), text.splitlines()
    yield "", ast.get_docstring(tree) or ""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            first = min((mark.lineno for mark in node.decorator_list), default=node.lineno)
            yield node.name, "\n".join(lines[first - 1 : node.end_lineno])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")
