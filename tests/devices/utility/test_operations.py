import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.utility import ctl
from devices.utility.control import ControlSocket, answer, request
from devices.utility.ledger import Ledger, LedgerRefused
from devices.utility.mdms.schema import migrations as mdms_migrations
from devices.utility.ms import operations as ms_operations
from devices.utility.ms.schema import migrations as ms_migrations
from devices.utility.operations import Operation, RequestRefused, ask, moment_of
from devices.wan.journal import System
from tests.devices.utility.world import START, ZONE, World


def at_home(hour: int, minute: int = 0, day: int = 14) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", START),
        ("+90m", START + timedelta(minutes=90)),
        ("+2h", START + timedelta(hours=2)),
        ("17:00", at_home(17)),
        ("9:30", at_home(9, 30, day=15)),
        ("today 9:30", at_home(9, 30)),
        ("tomorrow 17:00", at_home(17, day=15)),
        ("2026-07-14T17:00:00-07:00", at_home(17)),
        ("2026-07-14T17:00", at_home(17)),
        ("2026-07-15T00:00:00Z", at_home(17)),
    ],
)
def test_a_person_may_give_a_time_in_many_ways(text: str, moment: datetime) -> None:
    assert moment_of(text, START, ZONE) == moment


@pytest.mark.parametrize("text", ["", "soon", "25:00", "17:61", "2026-02-30T10:00"])
def test_what_is_no_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(RequestRefused, match=r"a time is now, \+90m"):
        moment_of(text, START, ZONE)


def world_with_verbs() -> tuple[World, dict[str, Operation]]:
    world = World()
    world.add_meter()
    return world, ms_operations.operations(world.ms)


@pytest.mark.parametrize("price", ["0.62", 0.62])
def test_an_order_may_be_words_or_json_values(price: object) -> None:
    world, verbs = world_with_verbs()
    given = {"program": "critical-peak", "to": "meter-1", "start": "17:00", "duration_minutes": "240", "price": price}
    ordered = ask(verbs, "schedule", given, world.now, ZONE)
    (listed,) = ask(verbs, "list", {"event": ordered.issuer_event_id}, world.now, ZONE)
    assert (listed["price"], listed["start"], listed["end"]) == (Decimal("0.62"), at_home(17), at_home(21))
    assert listed["meters"] == {"meter-1": "event waiting"}
    changed = ask(verbs, "change", {"event": ordered.issuer_event_id, "start": "18:00"}, world.now, ZONE)
    assert changed.revision == 2
    ask(verbs, "cancel", {"event": ordered.issuer_event_id}, world.now, ZONE)
    (listed,) = ask(verbs, "list", {}, world.now, ZONE)
    assert listed["meters"] == {"meter-1": "cancelled"}


@pytest.mark.parametrize(
    ("verb", "given", "says"),
    [
        ("shedule", {}, "there is no verb 'shedule'"),
        ("cancel", {}, "cancel needs event"),
        ("cancel", {"event": "seven"}, "event is a whole number, not 'seven'"),
        ("cancel", {"event": True}, "event is a whole number"),
        ("cancel", {"event": 1, "too": 2}, "cancel does not know too"),
        ("schedule", {"program": "peak", "to": "all", "duration_minutes": 5}, "program is one of critical-peak"),
        ("clock", {"to": 5}, "to is one or more words"),
        ("policy", {"wait_s": 60, "attempts": 4, "security": "secret"}, "a message class is one of"),
        ("configure", {"to": "all"}, "nothing is to be set"),
        ("text", {"to": "all", "text": " "}, "a text has words"),
        ("enrol", {"meter": "a/b"}, "a meter is named with"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(verb: str, given: dict[str, object], says: str) -> None:
    world, verbs = world_with_verbs()
    with pytest.raises(ValueError, match=says):
        ask(verbs, verb, given, world.now, ZONE)


def test_every_order_of_an_operator_can_be_given_through_its_verb() -> None:
    """X-MULTI-CLIENT, C1FR3, C1FR6, C1FR13, C1FR21."""
    world, verbs = world_with_verbs()
    for verb, given in (
        ("enrol", {"meter": "meter-2", "interval_minutes": 5, "groups": "rural"}),
        ("group", {"group": "west", "to": ["meter-1", "meter-2"]}),
        ("group", {"group": "west", "to": ["meter-1"], "is_removed": "yes"}),
        ("text", {"text": "Hello", "to": "group:west", "security": "public"}),
        ("clock", {"to": "all", "tolerance_s": 5}),
        ("configure", {"to": "all", "interval_minutes": 30, "origin_ranks": "utility,third party"}),
        ("read-logs", {"to": "all", "start": "2026-07-01T00:00"}),
        ("policy", {"security": "control", "target": "group:west", "wait_s": 30, "attempts": 2}),
        ("cancel-all", {"to": "meter-1"}),
    ):
        ask(verbs, verb, given, world.now, ZONE)
    assert ask(verbs, "meters", {}, world.now, ZONE) == [
        {"meter": "meter-1", "interval_minutes": 30, "groups": []},
        {"meter": "meter-2", "interval_minutes": 30, "groups": ["rural", "west"]},
    ]
    assert ask(verbs, "owed", {}, world.now, ZONE) == {"owed": 8}
    world.ms.wake(world.now)
    sent = ask(verbs, "log", {"way": "sent", "limit": 3}, world.now, ZONE)
    assert len(sent) == 3
    (policy,) = ask(verbs, "policies", {}, world.now, ZONE)
    assert policy == {"security": "control", "target": "group:west", "wait_s": 30.0, "attempts": 2}


async def test_the_control_socket_is_for_this_user_and_answers_line_by_line(tmp_path: Path) -> None:
    world, verbs = world_with_verbs()
    control = ControlSocket(tmp_path / "ms.sock", lambda verb, given, by: ask(verbs, verb, given, world.now, ZONE, by))
    await control.open()
    try:
        assert control.path.stat().st_mode & 0o777 == 0o600
        found = await asyncio.to_thread(request, control.path, "meters", {})
        assert found == [{"meter": "meter-1", "interval_minutes": 15, "groups": []}]
        with pytest.raises(RequestRefused, match="there is no event 9"):
            await asyncio.to_thread(request, control.path, "cancel", {"event": 9})
    finally:
        await control.close()
    with pytest.raises(RequestRefused, match="nothing runs at"):
        request(control.path, "meters", {})


@pytest.mark.parametrize(
    ("line", "says"), [(b"list", "not JSON"), (b"[]", "an object with a verb"), (b'{"do": 5}', "an object with a verb")]
)
def test_a_line_that_is_no_request_is_answered_in_a_sentence(line: bytes, says: str) -> None:
    told = answer(lambda _verb, _given, _by: None, line)
    assert told["ok"] is False
    assert says in told["error"]


def test_answers_are_tables_for_a_person() -> None:
    rows = [{"event": 7, "meter": "meter-1", "at": "2026-07-14T20:00:01.500000+00:00"}, {"event": 8, "to": ["a", "b"]}]
    assert ctl.in_words(rows).splitlines() == [
        "event  meter    at                    to",
        "7      meter-1  2026-07-14 20:00:01Z  -",
        "8      -        -                     a, b",
    ]
    assert ctl.in_words({}) == ctl.in_words([]) == "nothing"


def test_every_verb_of_the_running_systems_is_documented() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "utility.md").read_text(encoding="utf-8")
    for table in ctl.tables().values():
        assert [verb for verb in table if f"`{verb}`" not in text] == []


def test_a_file_has_one_owner_and_is_not_taken_for_another_systems(tmp_path: Path) -> None:
    path = tmp_path / "ms.db"
    first = Ledger(path, System.MS, ms_migrations)
    assert first.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert first.db.execute("PRAGMA synchronous").fetchone() == (2,)
    with pytest.raises(LedgerRefused, match="another process has it"):
        Ledger(path, System.MS, ms_migrations)
    first.close()
    with pytest.raises(LedgerRefused, match="not a file of the MDMS"):
        Ledger(path, System.MDMS, mdms_migrations)
    again = Ledger(path, System.MS, ms_migrations)
    again.db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('ms', 'later', '')")
    again.close()
    with pytest.raises(LedgerRefused, match=r"a newer version wrote it \(later\)"):
        Ledger(path, System.MS, ms_migrations)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**400, "9" * 30, float("inf"), float("nan"), 0.5])
def test_a_number_that_no_file_can_hold_is_refused_in_a_sentence(number: object) -> None:
    """X-SECURITY"""
    _, verbs = world_with_verbs()
    with pytest.raises(RequestRefused, match="event is a whole number"):
        ask(verbs, "list", {"event": number}, START, ZONE)


@pytest.mark.parametrize("text", ["+99999999999d", "+" + "9" * 400 + "h", "0001-01-01T00:00:00+14:00"])
def test_a_time_beyond_all_calendars_is_refused_with_examples(text: str) -> None:
    with pytest.raises(RequestRefused, match=r"a time is now, \+90m"):
        moment_of(text, START, ZONE)
