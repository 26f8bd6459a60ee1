"""Who may ask what of the utility's systems (X-MULTI-CLIENT, C1FR17)."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from devices.utility.access import BOUND, OPERATOR, STAFF, Principal, UserRole, principal_of
from devices.utility.control import answer, request_line, result_of
from devices.utility.operations import NotAllowed, Operation, Option, Request, RequestRefused, ask

AT = datetime(2026, 7, 14, 20, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
MARIA = Principal("maria", UserRole.CUSTOMER, "1001")
DISPLAY = Principal("display", UserRole.CUSTOMER_INTERFACE, "1001")
REPRESENTATIVE = Principal("ines", UserRole.REPRESENTATIVE)


def about(request: Request) -> tuple[str, str | None]:
    return request.by.name, request.get("account")


ACCOUNT = Option("account", str, "the account")
EVERYBODY = frozenset(set(UserRole))
VERBS = {
    one.verb: one
    for one in (
        Operation("usage", "of an account", (ACCOUNT,), about, EVERYBODY),
        Operation("search", "accounts", (), about, EVERYBODY),
        Operation("accounts", "of all", (ACCOUNT,), about, STAFF),
        Operation("order", "for operators", (), about),
    )
}


def asked(by: Principal, verb: str, **given: Any) -> Any:
    return ask(VERBS, verb, given, AT, ZONE, by)


@pytest.mark.parametrize("by", [MARIA, DISPLAY])
def test_who_has_an_account_gets_its_own_and_no_other(by: Principal) -> None:
    """X-MULTI-CLIENT"""
    assert asked(by, "usage") == (by.name, "1001")
    assert asked(by, "usage", account="1001") == (by.name, "1001")
    with pytest.raises(NotAllowed, match="that is not your account"):
        asked(by, "usage", account="1002")


@pytest.mark.parametrize("verb", ["search", "accounts", "order"])
def test_who_has_an_account_may_not_use_what_is_not_about_it(verb: str) -> None:
    """X-MULTI-CLIENT"""
    with pytest.raises(NotAllowed, match=f"a customer may not use {verb}"):
        asked(MARIA, verb)


def test_the_staff_may_use_what_their_role_is_for() -> None:
    """X-MULTI-CLIENT"""
    assert asked(REPRESENTATIVE, "accounts", account="1002") == ("ines", "1002")
    with pytest.raises(NotAllowed, match="a representative may not use order"):
        asked(REPRESENTATIVE, "order")
    assert asked(OPERATOR, "order") == ("operator", None)


@pytest.mark.parametrize("role", list(UserRole))
def test_a_role_and_an_account_belong_together_or_not(role: UserRole) -> None:
    with pytest.raises(ValueError, match="account"):
        Principal("x", role, "" if role in BOUND else "1001")


@pytest.mark.parametrize(
    "told",
    [
        None,
        "maria",
        {},
        {"name": "maria"},
        {"name": "maria", "role": "customer"},
        {"name": "", "role": "auditor"},
        {"name": "maria", "role": "queen"},
        {"name": "maria", "role": "customer", "account": 1001},
        {"name": "maria", "role": "auditor", "account": "", "is_operator": True},
    ],
)
def test_who_is_not_told_rightly_is_nobody(told: object) -> None:
    with pytest.raises(ValueError, match=r"who asks|account|queen|role|None"):
        principal_of(told)
    line = json.dumps({"do": "usage", "by": told}).encode()
    assert answer(lambda verb, values, by: ask(VERBS, verb, values, AT, ZONE, by), line)["ok"] is False


def test_a_question_crosses_the_socket_with_who_asks() -> None:
    def carry_out(verb: str, values: dict[str, Any], by: Principal) -> Any:
        return ask(VERBS, verb, values, AT, ZONE, by)

    def over_the_socket(verb: str, by: Principal, **values: Any) -> Any:
        return result_of(json.dumps(answer(carry_out, request_line(verb, values, by))).encode())

    assert over_the_socket("usage", MARIA) == ["maria", "1001"]
    assert over_the_socket("order", OPERATOR) == ["operator", None]
    with pytest.raises(NotAllowed, match="not your account"):
        over_the_socket("usage", MARIA, account="1002")
    with pytest.raises(RequestRefused, match="there is no verb"):
        over_the_socket("fly", MARIA)
    with pytest.raises(RequestRefused, match="ended before"):
        result_of(b"")
