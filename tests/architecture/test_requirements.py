"""Tests name the duties that they show, and name only duties that exist."""

import re
from functools import cache

from tests import conformance
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
# The duties of the release that answers the utility: the event, the thermostat, the override, the receipt.
DEMAND_RESPONSE = {
    *(f"UC96.1.{step}" for step in range(1, 33)),
    *(f"UC96.2.{step}" for step in range(1, 7)),
    *("UC96.3.4", "UC96.3.5", "UC96.3.13"),
    *("C1FR1", "C1FR4", "C1FR5", "C1FR6", "C1FR7", "C1FR9", "C1FR10", "C1FR11", "C1FR14", "C1FR15", "C1FR20", "C1FR21"),
    *("C1FR22", "C1FR23", "C1FR24", "C1FR25", "C1FR26", "C1FR27", "C1FR28", "C1FR29", "C1FR30", "C1FR31", "C1FR36"),
    *("C1FR37", "C1FR38", "C1FR40", "C1FR41", "C1FR42", "C1FR43", "C1FR44", "C1NFR2", "C1NFR3", "C1NFR6", "C1NFR7"),
    *("C1NFR12", "C1NFR17", "X-FR-NO-RECEIPT", "X-CHOICE", "X-ENROL", "X-PRICE-RESPONSE", "X-INDEPENDENT-LOG"),
}
# The duties of the release whose money and history can be trusted, and the rules of what users complain about.
MONEY = {"C1FR34a", "C1FR34b", "C1FR34c", "C1FR34d", "C1FR35", "X-PROJECTED", "X-MEASURED-RESPONSE"}
USERS_RULES = set(range(1, 15))
# The duties of the kiosk on the wall, and the rules of how it tells of changes and behaves by itself.
KIOSK = {"C1FR33", "C1NFR13.2", "C1NFR13.3", "C1NFR13.4", "C1NFR13.5"}
KIOSK_RULES = {22, 23, 24}
# The duties of the network's health, and the rules of how it is told.
HEALTH = {"C1FR39", "C1NFR4", "C1NFR12.1", "X-NETWORK-MGMT", "X-SELF-DIAGNOSE"}
HEALTH_RULES = {19, 20, 21}
RULES = re.compile(r"users\.md (\d+(?:(?:, | and )(?:users\.md )?\d+)*)")
IDENTIFIER = re.compile(r"\b(?:C1N?FR\d+(?:\.\d+)*[a-g]?|UC96\.\d(?:\.\d+)+|X-[A-Z][A-Z0-9]+(?:-[A-Z0-9]+)*)\b")


@cache
def texts() -> list[str]:
    here = (ROOT / "tests" / "architecture").resolve()
    return [p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("*.py") if here not in p.resolve().parents]


@cache
def named_by_tests() -> set[str]:
    return {name for text in texts() for name in IDENTIFIER.findall(text)}


@cache
def rules_named_by_tests() -> set[int]:
    return {int(number) for text in texts() for rules in RULES.findall(text) for number in re.findall(r"\d+", rules)}


def test_every_duty_of_the_first_release_is_shown_by_a_test() -> None:
    assert FIRST_LIGHT - named_by_tests() == set()


def test_every_duty_of_demand_response_is_shown_by_a_test() -> None:
    assert DEMAND_RESPONSE - named_by_tests() == set()


def test_every_duty_and_every_rule_of_money_and_history_is_shown_by_a_test() -> None:
    assert MONEY - named_by_tests() == set()
    assert USERS_RULES - rules_named_by_tests() == set()


def test_every_duty_and_every_rule_of_the_kiosk_is_shown_by_a_test() -> None:
    assert KIOSK - named_by_tests() == set()
    assert KIOSK_RULES - rules_named_by_tests() == set()


def test_every_duty_and_every_rule_of_the_networks_health_is_shown_by_a_test() -> None:
    assert HEALTH - named_by_tests() == set()
    assert HEALTH_RULES - rules_named_by_tests() == set()


def test_every_duty_is_shown_by_a_test_or_it_is_said_why_not() -> None:
    tests = conformance.shown()
    duties = {duty.name for _, chapter in conformance.register() for duty in chapter}
    assert {name for name in duties if name not in tests and name not in conformance.NOT_YET} == set()
    assert {name for name in conformance.NOT_YET if name in tests or name not in duties} == set()
    assert {name for name in conformance.IN_PART if name not in tests or name not in duties} == set()


def test_the_page_of_conformance_says_what_is_so() -> None:
    """`make conformance` after a duty was shown for the first time."""
    rows = {row.partition(" | ")[0]: row for row in conformance.PAGE.read_text("utf-8").splitlines()}
    tests = conformance.shown()
    duties = {duty.name for _, chapter in conformance.register() for duty in chapter}
    assert {name for name in duties if ("**not yet**" in rows[f"| {name}"]) != (name not in tests)} == set()
    parts = {name for name in duties if "**in part**" in rows[f"| {name}"]}
    assert parts == set(conformance.IN_PART)
    assert {name for name in parts if conformance.IN_PART[name] not in rows[f"| {name}"]} == set()


def test_tests_name_only_duties_that_the_register_holds() -> None:
    register = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    assert {name for name in named_by_tests() if name not in register} == set()
