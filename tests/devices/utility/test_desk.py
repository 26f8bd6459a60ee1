"""Customer service's desk: where a customer stands link by link, trouble reporting, notes, and who may ask."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from devices.demand_response import EventStatus
from devices.event_chain import LinkState, What
from devices.utility.access import Principal, UserRole
from devices.utility.css.troubles import DELIVERY_FAILED, TroubleRefused
from devices.utility.mdms.operations import operations
from devices.utility.ms.orders import EventOrder
from devices.utility.operations import NotAllowed, RequestRefused, ask
from devices.wan.journal import Noted
from devices.wan.words import Alarm, MeterEvent, Program
from tests.devices.utility.world import START, THERMOSTAT, ZONE, World, receipt

ORDER = EventOrder(Program.CRITICAL_PEAK, START + timedelta(minutes=30), 60, price=Decimal("0.62"))
MARIA = Principal("maria", UserRole.REPRESENTATIVE)
TOM = Principal("tom", UserRole.TROUBLE_DESK)
CUSTOMER = Principal("jordan", UserRole.CUSTOMER, "1001")


def asked(world: World, verb: str, by: Principal = MARIA, **values: Any) -> Any:
    return ask(operations(world.mdms, world.css), verb, values, world.now, ZONE, by)


def announced(world: World, seconds: float = 2) -> int:
    event = world.ms.schedule(ORDER, ["all"], world.now).issuer_event_id
    world.run(seconds)
    return event


def links(world: World, event: int) -> list[tuple[str, What, LinkState]]:
    told = asked(world, "event-status", meter="meter-1", event=event)["links"]
    return [(one.station, one.what, one.state) for one in told]


def tell(world: World, sequence: int, event: int, status: EventStatus) -> None:
    meter = world.meters["meter-1"]
    world.send("meter-1", meter.report(receipt(sequence, event, status, world.now), world.now))
    world.run(2)


def test_a_whole_event_is_shown_link_by_link_with_times_and_classes() -> None:
    """UC96.3.7, C1FR15."""
    world = World()
    meter = world.add_meter()
    event = announced(world)
    tell(world, 1, event, EventStatus.RECEIVED)
    world.run(30 * 60 - 4)
    world.send("meter-1", [meter.created(MeterEvent(Noted.EVENT_LAUNCHED.value, world.now, event))])
    tell(world, 2, event, EventStatus.STARTED)
    world.run(60 * 60 - 2)
    world.send("meter-1", [meter.created(MeterEvent(Noted.EVENT_TERMINATED.value, world.now, event))])
    tell(world, 3, event, EventStatus.COMPLETED)
    assert links(world, event) == [
        (station, what, LinkState.DONE)
        for station, what in (
            ("MS", What.SENT),
            ("MTR", What.CONFIRMED),
            ("MDMS", What.RECORDED),
            ("CSS", What.TOLD),
            ("HAN", What.RECEIVED),
            ("MTR", What.LAUNCHED),
            ("HAN", What.BEGAN),
            ("MDMS", What.RECORDED),
            ("CSS", What.TOLD),
            ("MTR", What.TERMINATED),
            ("HAN", What.FINISHED),
            ("MDMS", What.RECORDED),
            ("CSS", What.TOLD),
        )
    ]
    told = asked(world, "event-status", meter="meter-1", event=event)
    assert told["broken_at"] is None
    assert told["state"] == "completed"
    assert [one.security for one in told["links"][:2]] == ["control", "private"]
    began = told["links"][6]
    assert (began.about, began.detail) == (THERMOSTAT, "started: cooling to 78 F")
    assert [station for station, _ in began.way] == ["HAN", "MTR", "MS", "MDMS"]
    assert [at for _, at in began.way] == sorted(at for _, at in began.way)


def test_a_status_that_did_not_change_is_found_at_the_meter() -> None:
    """UC96.3.7: the meter confirmed, the home answered, and the start was never told."""
    world = World()
    world.add_meter()
    event = announced(world)
    tell(world, 1, event, EventStatus.RECEIVED)
    world.run(29 * 60)
    assert LinkState.MISSING not in {state for *_, state in links(world, event)}
    world.run(5 * 60)
    found = asked(world, "event-status", meter="meter-1", event=event)
    broken = found["broken_at"]
    assert (broken.station, broken.what, broken.state) == ("MTR", What.LAUNCHED, LinkState.MISSING)
    assert found["state"] == "notified"
    missing = [(station, what) for station, what, state in links(world, event) if state is LinkState.MISSING]
    assert missing == [
        ("MTR", What.LAUNCHED), ("HAN", What.BEGAN), ("MDMS", What.RECORDED),
    ]  # fmt: skip
    shown = world.journal("CSS", Noted.STATUS_SHOWN)
    assert {(one.issuer_event_id, one.who, one.detail) for one in shown} == {(event, "meter-1", "maria")}


def test_a_customer_sees_the_links_of_its_own_events_alone() -> None:
    """C1FR15, UC96.3.7: the same chain on the customer's own pages."""
    world = World()
    world.add_meter()
    operator = Principal("operator", UserRole.OPERATOR)
    for account, meter in (("1001", "meter-1"), ("1002", "meter-2")):
        asked(world, "open-account", operator, account=account, name=account, meter=meter, since=START.isoformat())
    event = announced(world)
    own = asked(world, "event-status", CUSTOMER, event=event)
    assert own["links"] == asked(world, "event-status", meter="meter-1", event=event)["links"]
    for values in ({"meter": "meter-1"}, {"meter": "meter-2"}, {"account": "1002"}):
        with pytest.raises(RequestRefused):
            asked(world, "event-status", CUSTOMER, event=event, **values)
    assert [one.detail for one in world.journal("CSS", Noted.STATUS_SHOWN)] == ["maria"]


def test_a_representative_finds_an_account_and_opens_its_file() -> None:
    """UC96.3.6."""
    world = World()
    world.add_meter()
    asked(
        *(world, "open-account"), account="1001", name="Jordan Reyes", address="14 Alder Court", phone="555-0142",
        meter="meter-1", since=START.isoformat(),
    )  # fmt: skip
    event = announced(world)
    asked(world, "note-account", account="1001", text="rang about the bill")
    for text in ("jordan", "alder", "0142", "1001", "meter-1"):
        assert [one.account for one in asked(world, "accounts", text=text)] == ["1001"]
    found = asked(world, "open-file", account="1001")
    assert (found["account"].name, [one["event"] for one in found["events"]]) == ("Jordan Reyes", [event])
    assert [one["text"] for one in found["notes"]] == ["rang about the bill"]
    assert found["homes"] == [{"meter": "meter-1", "displays": []}]
    opened = world.journal("CSS", Noted.ACCOUNT_OPENED)
    assert [(one.who, one.detail) for one in opened] == [("1001", "maria")]
    with pytest.raises(ValueError, match="there is no account"):
        asked(world, "open-file", account="9999")


def test_a_home_that_gives_no_receipt_is_missing_after_two_minutes() -> None:
    """UC96.3.7, X-FR-NO-RECEIPT."""
    world = World()
    world.add_meter()
    event = announced(world, 60)
    assert ("HAN", What.RECEIVED, LinkState.WAITING) in links(world, event)
    world.run(90)
    assert ("HAN", What.RECEIVED, LinkState.MISSING) in links(world, event)


def test_a_meter_that_was_never_reached_shows_every_attempt_and_opens_a_trouble_until_it_is() -> None:
    """UC96.3.7, UC96.2.6, C1FR15: not notified, with the times of all attempts."""
    world = World()
    meter = world.add_meter(is_deaf=True)
    event = announced(world, 5 * 60)
    told = asked(world, "event-status", meter="meter-1", event=event)
    assert told["state"] == "failed"
    assert len(told["links"][0].attempts) == 4
    assert (told["broken_at"].station, told["broken_at"].what) == ("MTR", What.CONFIRMED)
    assert [(one.what, one.detail, one.state) for one in told["links"][2:4]] == [
        (What.RECORDED, "failed", LinkState.DONE), (What.TOLD, "failed", LinkState.DONE),
    ]  # fmt: skip
    (trouble,) = asked(world, "troubles")
    assert (trouble["kind"], trouble["meter"], trouble["event"]) == (DELIVERY_FAILED, "meter-1", event)
    meter.is_deaf = False
    tell(world, 1, event, EventStatus.RECEIVED)
    assert asked(world, "troubles") == []
    closed = asked(world, "trouble", trouble=trouble["trouble"])
    assert (closed["state"], closed["steps"][-1]["note"]) == ("closed", "the customer is notified now")


def test_a_cancelled_event_is_not_expected_to_run() -> None:
    """UC96.3.7."""
    world = World()
    world.add_meter()
    event = announced(world)
    tell(world, 1, event, EventStatus.RECEIVED)
    world.ms.cancel(event, world.now)
    world.run(3 * 3600)
    found = links(world, event)
    assert found[5:7] == [("MS", What.CANCELLED, LinkState.DONE), ("MTR", What.CONFIRMED, LinkState.DONE)]
    assert {state for *_, state in found} == {LinkState.DONE}


def test_a_device_that_was_taken_out_is_not_waited_for_at_the_end() -> None:
    """UC96.3.7."""
    world = World()
    world.add_meter()
    event = announced(world)
    tell(world, 1, event, EventStatus.RECEIVED)
    world.run(31 * 60)
    tell(world, 2, event, EventStatus.OPTED_OUT)
    world.run(70 * 60)
    found = asked(world, "event-status", meter="meter-1", event=event)["links"]
    assert [one.detail for one in found if one.what is What.BEGAN] == ["opted out: cooling to 78 F"]
    assert not [one for one in found if one.what is What.FINISHED]


def test_an_alarm_opens_a_trouble_that_is_taken_noted_and_closed() -> None:
    """UC96.3.11.1, C1FR41: seen until somebody says what it was; the same again is counted."""
    world = World()
    meter = world.add_meter()
    for _ in range(2):
        world.send("meter-1", [meter.created(Alarm("unauthorised attempts", world.now, "12 in an hour"))])
        world.run(2)
    (open_one,) = asked(world, "troubles", TOM)
    assert (open_one["times"], open_one["state"], open_one["taken_by"]) == (2, "open", "")
    number = open_one["trouble"]
    assert asked(world, "take-trouble", TOM, trouble=number)["taken_by"] == "tom"
    asked(world, "note-trouble", TOM, trouble=number, text="a neighbour's gateway")
    closed = asked(world, "close-trouble", TOM, trouble=number, text="the gateway was set right")
    assert [(one["by"], one["what"], one["note"]) for one in closed["steps"]] == [
        ("the records", "open", "12 in an hour"),
        ("the records", "again", "12 in an hour"),
        ("tom", "taken", ""),
        ("tom", "noted", "a neighbour's gateway"),
        ("tom", "closed", "the gateway was set right"),
    ]
    assert asked(world, "trouble-counts") == {"open": 0, "taken": 0, "closed": 1}
    assert [one["trouble"] for one in asked(world, "troubles", state="closed")] == [number]
    with pytest.raises(TroubleRefused, match="is closed"):
        asked(world, "take-trouble", TOM, trouble=number)
    world.send("meter-1", [meter.created(Alarm("unauthorised attempts", world.now, "11 in an hour"))])
    world.run(2)
    assert [one["trouble"] for one in asked(world, "troubles")] == [number + 1]
    assert world.details("CSS", Noted.TROUBLE_CLOSED) == ["unauthorised attempts: the gateway was set right"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 501, "bell \a"])
def test_a_note_says_something_and_is_no_book(text: str) -> None:
    world = World()
    asked(world, "open-account", account="1001", name="Jordan Reyes")
    with pytest.raises(TroubleRefused, match="a note"):
        asked(world, "note-account", account="1001", text=text)


def test_notes_on_an_account_are_kept_with_who_wrote_them_across_a_restart(tmp_path: Any) -> None:
    world = World(tmp_path)
    asked(world, "open-account", account="1001", name="Jordan Reyes")
    asked(world, "note-account", account="1001", text="rang about the bill")
    world.run(60)
    asked(world, "note-account", TOM, account="1001", text="meter was\n changed")
    world.reopen()
    told = asked(world, "account-notes", account="1001")
    assert [(one["by"], one["text"]) for one in told] == [
        ("tom", "meter was changed"),
        ("maria", "rang about the bill"),
    ]
    assert asked(world, "account-notes", account="1002") == []
    world.close()


@pytest.mark.parametrize("verb", ["open-file", "troubles", "take-trouble", "note-account", "account-notes"])
def test_a_customer_has_nothing_to_do_at_the_desk(verb: str) -> None:
    with pytest.raises(NotAllowed):
        asked(World(), verb, CUSTOMER)


def test_who_only_sees_changes_nothing() -> None:
    auditor = Principal("ada", UserRole.AUDITOR)
    world = World()
    assert asked(world, "troubles", auditor) == []
    with pytest.raises(NotAllowed):
        asked(world, "note-account", auditor, account="1001", text="hello")
