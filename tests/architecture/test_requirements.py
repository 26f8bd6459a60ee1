"""Tests name the duties that they show, and name only duties that exist."""

import re

from tests.architecture.tree import ROOT

# The duties of the first release that shows a meter; the register is the utility use case's own.
FIRST_LIGHT = {
    "C1FR32a",
    "C1FR32b",
    "C1FR32c",
    "C1FR32d",
    "C1FR32e",
    "C1FR32f",
    "C1FR32g",
    "C1FR33",
    "C1FR34a",
    "C1FR34b",
    "C1FR34c",
    "C1FR34d",
    "C1NFR12.1",
    "C1NFR13.2",
}
IDENTIFIER = re.compile(r"\b(?:C1N?FR\d+(?:\.\d+)*[a-g]?|UC96\.\d(?:\.\d+)+|X-[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*)\b")


def named_by_tests() -> set[str]:
    here = (ROOT / "tests" / "architecture").resolve()
    texts = (p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("*.py") if here not in p.resolve().parents)
    return {name for text in texts for name in IDENTIFIER.findall(text)}


def test_every_duty_of_the_first_release_is_shown_by_a_test() -> None:
    assert FIRST_LIGHT - named_by_tests() == set()


def test_tests_name_only_duties_that_the_register_holds() -> None:
    register = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    assert {name for name in named_by_tests() if name not in register} == set()
