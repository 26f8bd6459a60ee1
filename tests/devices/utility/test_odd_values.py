"""Every verb of the utility, asked with what nobody should give: a sentence each time, and nothing is lost by it."""

import json
from collections.abc import Iterator
from typing import Any

from devices.demand_response import EventStatus
from devices.utility.control import answer
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.sample import Sizes, fill
from devices.utility.ms import operations as ms_operations
from devices.utility.operations import Operation, ask
from tests.devices.utility.test_account_events import ordered
from tests.devices.utility.world import START, ZONE, World, receipt

ODD: tuple[Any, ...] = (
    *("", 0, -1, 2**62, 1e300, float("nan"), "x" * 5000, "\ud800", "\x00", ["\x00"], {"a": 1}, [[1]], True, 3.5),
    *("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:00", "+99999999d", "'; DROP TABLE customers; --", "group:"),
)
LONGEST_SENTENCE = 800
MEANT: dict[str, Any] = {
    "meter": "meter-1",
    "account": "s-0001",
    "to": "all",
    "day": "2026-07-13",
    "text": "hello",
    "group": "west",
    "kinds": "events",
    "consumer": "website",
    "kind": "events",
    "cursor": "events:0",
    "wh": 5,
    "word": "looked at",
    "test": 1,
    "trouble": 1,
    "exception": 1,
    "code": "abc234",
    "name": "Maria",
    "duration_minutes": 30,
    "program": "critical-peak",
    "wait_s": 60,
    "attempts": 3,
    "link": "home",
    "actions": "restart-radio",
}


def lived_in() -> tuple[World, dict[str, Operation], int]:
    """Two sample homes, and a meter whose home has given a receipt of the event that is told with it."""
    world = World()
    world.add_meter("meter-1")
    fill(world.mdms, Sizes(2, 3, START.astimezone(ZONE).date()))
    event = ordered(world, 30)
    meter = world.meters["meter-1"]
    world.send("meter-1", meter.report(receipt(1, event, EventStatus.STARTED, world.now), world.now))
    world.run(5)
    verbs = {**ms_operations.operations(world.ms), **records_operations.operations(world.mdms, world.css)}
    return world, verbs, event


def odd_requests(operation: Operation, event: int) -> Iterator[dict[str, Any]]:
    """Nothing, too much, and each option in turn with each odd value."""
    meant = {**MEANT, "event": event}
    needed = {one.name: meant.get(one.name, "x") for one in operation.options if one.is_required}
    yield {}
    yield {**needed, "nonsense": 1}
    for option in operation.options:
        yield from ({**needed, option.name: odd} for odd in ODD)


def kept(world: World) -> tuple[object, ...]:
    """What must outlive every question."""
    db = world.mdms.links.db
    tables = ("receipts", "standings", "meter_days")
    return *(db.table(name).count for name in tables), world.mdms.accounts.account("s-0002")


def test_whatever_a_verb_is_given_it_answers_or_refuses_in_a_sentence() -> None:
    """X-MULTI-CLIENT, X-SCALE (configurable limits): no odd value ends a system, or a line to it."""
    world, verbs, event = lived_in()
    before = kept(world)

    def asked(verb: str, values: dict[str, Any], _: object) -> Any:
        return ask(verbs, verb, values, world.now, ZONE)

    for verb, operation in verbs.items():
        for given in odd_requests(operation, event):
            told = answer(asked, json.dumps({"do": verb, **given}).encode())
            assert told["ok"] or 0 < len(told["error"]) < LONGEST_SENTENCE, (verb, given, told)
            json.dumps(told)
    assert kept(world) == before
    world.ms.wake(world.now)
    world.mdms.wake(world.now)
    world.css.wake(world.now)


def test_a_policy_or_a_note_for_nobody_is_refused() -> None:
    """C1FR6: a policy names whom it is for."""
    world, verbs, _ = lived_in()

    def asked(verb: str, values: dict[str, Any], _: object) -> Any:
        return ask(verbs, verb, values, world.now, ZONE)

    often: dict[str, Any] = {"wait_s": 60, "attempts": 3}
    for verb, given, says in (
        ("policy", {**often, "target": "meter-11"}, "there is no meter 'meter-11'; did you mean meter-1?"),
        ("policy", {**often, "target": "group:wset"}, "there is no group 'wset'"),
        ("note-account", {"account": "s-9999", "text": "hello"}, "there is no account s-9999"),
        ("log", {"limit": -1}, "limit is 1 at least, not -1"),
    ):
        assert answer(asked, json.dumps({"do": verb, **given}).encode()) == {"ok": False, "error": says}
