from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from devices.demand_response import EventStatus
from devices.utility import log
from devices.utility.ms.orders import Delivery, EventOrder, OrderRefused
from devices.utility.stored import from_json, to_json
from devices.wan.journal import Noted
from devices.wan.meter_words import MeterRecovery, RecoveryAction
from devices.wan.words import (
    Alarm,
    ClockConfig,
    EventCancel,
    EventControl,
    Forwarded,
    LogRequest,
    MeterConfig,
    Noun,
    PracticeRequest,
    Program,
    Readings,
    ReadSchedule,
    Reply,
    SecurityClass,
    TextControl,
)
from tests.devices.utility.world import KIOSK, START, ZONE, World, altered, receipt, reported

PEAK_START = START + timedelta(hours=4)
PEAK = EventOrder(Program.CRITICAL_PEAK, PEAK_START, 240, price=Decimal("0.62000"), reason="Heat wave")


def control(meter_heard: list[object]) -> EventControl:
    (found,) = (one for one in meter_heard if isinstance(one, EventControl))
    return found


def test_a_real_time_event_goes_out_at_once_signed_and_is_confirmed() -> None:
    """UC96.1.1, UC96.1.4, UC96.1.5, C1FR1, C1FR10."""
    world = World()
    meter = world.add_meter()
    ordered = world.ms.schedule(PEAK, ["meter-1"], world.now)
    world.run(2)
    sent = control(list(meter.heard.values()))
    assert (sent.price, sent.revision, sent.priority) == (Decimal("0.62000"), 1, 3)
    assert sent.start == START + timedelta(hours=4)
    for noted in (Noted.EVENT_SENT, Noted.CONFIRMATION_RECEIVED, Noted.CONFIRMATION_FORWARDED):
        (entry,) = world.journal("MS", noted)
        assert (entry.issuer_event_id, entry.who) == (ordered.issuer_event_id, "meter-1")
    assert len(world.journal("MDMS", Noted.NOTIFIED_LOGGED)) == 1
    assert world.details("CSS", Noted.STANDING_LOGGED) == ["notified"]
    standing = world.css.standing("meter-1", ordered.issuer_event_id)
    assert standing is not None
    assert standing["state"] == "notified"


def test_no_confirmation_is_tried_four_times_and_its_times_reach_the_records() -> None:
    """UC96.2.1 to UC96.2.6: UC96.2.2, UC96.2.3, UC96.2.4, UC96.2.5, C1FR6, C1NFR3, X-FR-NO-RECEIPT."""
    world = World()
    world.add_meter(is_deaf=True)
    ordered = world.ms.schedule(PEAK, ["meter-1"], world.now)
    world.run(239)
    assert world.journal("MS", Noted.DELIVERY_FAILED) == []
    world.run(10)
    assert world.details("MS", Noted.EVENT_RESENT) == ["2 of 4", "3 of 4", "4 of 4"]
    assert len(world.journal("MS", Noted.CONFIRMATION_MISSING)) == 4
    (failed,) = world.journal("MS", Noted.DELIVERY_FAILED)
    assert failed.at == START + timedelta(seconds=240)
    times = [(START + timedelta(seconds=60 * n)).isoformat(timespec="seconds") for n in range(4)]
    (logged,) = world.details("MDMS", Noted.FAILURE_LOGGED)
    assert logged == ", ".join(times)
    assert world.css.not_notified(ordered.issuer_event_id) == ["meter-1"]
    (attempts,) = world.ms.attempts(ordered.issuer_event_id)
    assert (attempts["state"], len(attempts["attempts"])) == ("failed", 4)


def test_resends_carry_the_same_message_id_and_a_late_confirmation_mends_the_standing() -> None:
    """C1FR6: the meter acts once; a confirmation after the failure is logged and passed on too."""
    world = World()
    meter = world.add_meter(is_deaf=True)
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(250)
    (debt,) = world.ms.attempts(event)
    rows = world.ms.links.db.execute("SELECT DISTINCT message_id FROM messages WHERE way = 'sent'").fetchall()
    assert rows == [(debt["message_id"],)]
    late = Reply(is_ok=True, meter_time=world.now, issuer_event_id=event)
    world.send("meter-1", [replace(meter.created(late), correlation_id=debt["message_id"])])
    world.run(2)
    assert world.details("MS", Noted.CONFIRMATION_RECEIVED) == ["event late"]
    assert [one["state"] for one in world.css.history("meter-1", event)] == ["failed", "notified"]
    assert world.css.not_notified(event) == []
    assert len(world.journal("MS", Noted.DELIVERY_FAILED)) == 1


def test_every_event_message_is_logged_with_its_time_its_event_and_its_way() -> None:
    """C1FR5: what was sent, what was received, and what was missed."""
    world = World()
    world.add_meter("meter-1", is_deaf=True)
    world.add_meter("meter-2")
    event = world.ms.schedule(PEAK, ["meter-1", "meter-2"], world.now).issuer_event_id
    world.run(70)
    sql = "SELECT way, peer, at FROM messages WHERE issuer_event_id = ? AND peer LIKE 'meter-%'"
    rows = world.ms.links.db.execute(sql, (event,)).fetchall()
    ways = {(way, peer) for way, peer, _ in rows}
    assert {("sent", "meter-1"), ("missed", "meter-1"), ("sent", "meter-2"), ("received", "meter-2")} <= ways
    assert ("received", "meter-1") not in ways
    assert all(at >= START.timestamp() * 1000 for _, _, at in rows)


def test_a_reply_in_another_meters_name_confirms_nothing() -> None:
    """X-SECURITY: only the meter that was addressed can confirm."""
    world = World()
    world.add_meter("meter-1", is_deaf=True)
    other = world.add_meter("meter-2")
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(1)
    (debt,) = world.ms.attempts(event)
    false = Reply(is_ok=True, meter_time=world.now, issuer_event_id=event)
    world.send("meter-2", [replace(other.created(false), correlation_id=debt["message_id"])])
    world.run(2)
    assert world.ms.attempts(event)[0]["state"] == "waiting"
    assert world.journal("MS", Noted.CONFIRMATION_RECEIVED) == []


def test_a_meter_that_refuses_is_not_asked_again() -> None:
    """C1FR15: the representative reads why."""
    world = World()
    meter = world.add_meter(is_deaf=True)
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(1)
    (debt,) = world.ms.attempts(event)
    no = Reply(is_ok=False, meter_time=world.now, issuer_event_id=event, error="48 events today")
    world.send("meter-1", [replace(meter.created(no), correlation_id=debt["message_id"])])
    world.run(600)
    assert world.ms.attempts(event)[0]["state"] == "refused"
    assert world.journal("MS", Noted.EVENT_RESENT) == []
    standing = world.css.standing("meter-1", event)
    assert standing is not None
    assert standing["state"] == "failed"
    assert "48 events today" in standing["detail"]


def at_home(hour: int, minute: int = 0, day: int = 14) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("delivery", "now", "start", "sent"),
    [
        (Delivery.DAY_AHEAD, at_home(9), at_home(17, day=15), at_home(14, 30)),
        (Delivery.DAY_AHEAD, at_home(14, 50), at_home(17, day=15), at_home(14, 50)),
        (Delivery.DAY_AHEAD, at_home(9), at_home(17, day=20), at_home(14, 30, day=19)),
        (Delivery.DAY_OF, at_home(8), at_home(17), at_home(9, 30)),
        (Delivery.DAY_OF, at_home(8), at_home(9), at_home(8, 30)),
        (Delivery.REAL_TIME, at_home(16), at_home(17), at_home(16)),
    ],
)
def test_a_delivery_begins_in_time_for_its_deadline(
    delivery: Delivery, now: datetime, start: datetime, sent: datetime
) -> None:
    """C1FR14: day-ahead by 15:00 the day before, day-of by 10:00, real time now."""
    world = World(now=now)
    world.add_meter()
    ordered = world.ms.schedule(replace(PEAK, delivery=delivery, start=start), ["meter-1"], world.now)
    assert ordered.deliver_at == sent
    world.run((sent - now).total_seconds() + 2)
    (entry,) = world.journal("MS", Noted.EVENT_SENT)
    assert entry.at == sent


@pytest.mark.parametrize(
    ("delivery", "now", "says"),
    [
        (Delivery.DAY_AHEAD, at_home(15, 1), "by 2026-07-14 15:00 PDT, and it is 2026-07-14 15:01 PDT"),
        (Delivery.DAY_OF, at_home(10, 5, day=15), "by 2026-07-15 10:00 PDT"),
    ],
)
def test_a_deadline_that_cannot_be_met_is_refused_in_a_sentence(delivery: Delivery, now: datetime, says: str) -> None:
    """C1FR14."""
    world = World(now=now)
    world.add_meter()
    order = replace(PEAK, delivery=delivery, start=at_home(17, day=15))
    with pytest.raises(OrderRefused, match="too late for") as refused:
        world.ms.schedule(order, ["meter-1"], world.now)
    assert says in str(refused.value)
    assert world.ms.events.listed() == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"price": None}, "needs its price"),
        ({"price": Decimal("0.123456")}, "five decimals"),
        ({"duration_minutes": 0}, "between 1 and 1440"),
        ({"duration_minutes": 1441}, "between 1 and 1440"),
        ({"criticality": 16}, "criticality"),
        ({"priority": 0}, "priority"),
        ({"start": datetime(2026, 7, 15, 17)}, "offset from UTC"),  # noqa: DTZ001 - that is what is refused
        ({"start": START - timedelta(hours=5)}, "ended already"),
    ],
)
def test_an_event_that_the_wire_cannot_say_is_refused(changes: dict[str, Any], says: str) -> None:
    """C1FR1."""
    world = World()
    world.add_meter()
    with pytest.raises(OrderRefused, match=says):
        world.ms.schedule(replace(PEAK, **changes), ["meter-1"], world.now)


def test_one_meter_a_batch_and_a_group_can_be_addressed() -> None:
    """X-MULTI-CLIENT, C1FR36."""
    world = World()
    for number in range(4):
        world.add_meter(f"meter-{number}", groups=("feeder-12",) if number % 2 else ())
    assert world.ms.schedule(PEAK, ["meter-2"], world.now).meters == ("meter-2",)
    assert world.ms.schedule(PEAK, ["meter-2", "meter-0", "meter-2"], world.now).meters == ("meter-2", "meter-0")
    assert world.ms.schedule(PEAK, ["group:feeder-12"], world.now).meters == ("meter-1", "meter-3")
    assert len(world.ms.schedule(PEAK, ["all"], world.now).meters) == 4
    with pytest.raises(OrderRefused, match="did you mean meter-1"):
        world.ms.schedule(PEAK, ["meter-11"], world.now)
    with pytest.raises(OrderRefused, match="did you mean group:feeder-12"):
        world.ms.schedule(PEAK, ["group:feeder-1"], world.now)


def test_events_of_higher_priority_go_first() -> None:
    """C1FR7."""
    world = World()
    world.add_meter()
    world.ms.schedule(PEAK, ["meter-1"], world.now)
    world.ms.schedule(replace(PEAK, program=Program.EMERGENCY, price=None), ["meter-1"], world.now)
    world.ms.schedule(replace(PEAK, program=Program.CUSTOM, priority=2), ["meter-1"], world.now)
    sent = [one.body for one in world.ms.wake(world.now) if isinstance(one.body, EventControl)]
    assert [(one.program, one.priority) for one in sent] == [
        (Program.EMERGENCY, 1),
        (Program.CUSTOM, 2),
        (Program.CRITICAL_PEAK, 3),
    ]


def test_a_change_keeps_the_number_and_raises_the_revision() -> None:
    """C1FR30: a reschedule."""
    world = World()
    meter = world.add_meter()
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(2)
    world.ms.change(event, {"start": START + timedelta(hours=5), "duration_minutes": 120}, world.now)
    world.run(2)
    first, second = (one for one in meter.of(EventControl) if isinstance(one, EventControl))
    assert (first.issuer_event_id, second.issuer_event_id) == (event, event)
    assert (second.revision, second.duration_minutes) == (2, 120)
    assert len(world.journal("MS", Noted.CHANGE_SENT)) == 1
    standing = world.css.standing("meter-1", event)
    assert standing is not None
    assert standing["detail"] == "revision 2 confirmed"


def test_a_change_replaces_what_was_not_delivered_yet() -> None:
    """C1FR30: the meter hears the last word only, and still by the deadline."""
    world = World(now=at_home(9))
    meter = world.add_meter()
    order = replace(PEAK, delivery=Delivery.DAY_AHEAD, start=at_home(17, day=15))
    event = world.ms.schedule(order, ["meter-1"], world.now).issuer_event_id
    world.run(60)
    world.ms.change(event, {"price": Decimal("0.8")}, world.now)
    world.run(6 * 3600)
    sent = control(list(meter.heard.values()))
    assert (sent.price, sent.revision) == (Decimal("0.8"), 2)
    assert len(world.journal("MS", Noted.EVENT_SENT)) == 1
    assert world.journal("MS", Noted.CHANGE_SENT) == []


def test_a_change_of_an_unsent_event_keeps_the_deadline_of_its_new_start() -> None:
    """C1FR14, C1FR30."""
    world = World(now=at_home(9))
    world.add_meter()
    order = replace(PEAK, delivery=Delivery.DAY_AHEAD, start=at_home(17, day=20))
    event = world.ms.schedule(order, ["meter-1"], world.now).issuer_event_id
    changed = world.ms.change(event, {"start": at_home(17, day=15)}, world.now)
    assert changed.deliver_at == at_home(15)
    assert world.ms.change(event, {"start": at_home(12, day=14)}, world.now).deliver_at == world.now


def test_a_cancellation_reaches_the_meter_and_the_representative() -> None:
    """C1FR30."""
    world = World()
    meter = world.add_meter()
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(2)
    world.ms.cancel(event, world.now)
    world.run(2)
    assert meter.of(EventCancel) == [EventCancel(event)]
    assert len(world.journal("MS", Noted.CANCEL_SENT)) == 1
    standing = world.css.standing("meter-1", event)
    assert standing is not None
    assert standing["state"] == "cancelled"
    with pytest.raises(OrderRefused, match="cancelled already"):
        world.ms.cancel(event, world.now)
    with pytest.raises(OrderRefused, match="was cancelled"):
        world.ms.change(event, {"duration_minutes": 10}, world.now)


def test_what_was_never_sent_is_cancelled_without_a_word() -> None:
    world = World(now=at_home(9))
    meter = world.add_meter()
    order = replace(PEAK, delivery=Delivery.DAY_AHEAD, start=at_home(17, day=15))
    event = world.ms.schedule(order, ["meter-1"], world.now).issuer_event_id
    world.ms.cancel(event, world.now)
    world.run(2 * 86_400)
    assert meter.of(EventControl) == meter.of(EventCancel) == meter.of(ReadSchedule) == []


def test_cancel_all_ends_every_event_of_the_meters_named() -> None:
    """C1FR30."""
    world = World()
    for number in (1, 2):
        world.add_meter(f"meter-{number}")
    first = world.ms.schedule(PEAK, ["all"], world.now).issuer_event_id
    second = world.ms.schedule(replace(PEAK, start=START + timedelta(hours=9)), ["all"], world.now).issuer_event_id
    world.run(2)
    assert world.ms.cancel_all(world.now, ["meter-1"]) == ("meter-1",)
    world.run(2)
    assert world.meters["meter-1"].of(EventCancel) == [EventCancel(None)]
    assert world.meters["meter-2"].of(EventCancel) == []
    states = {(one["event"], one["meter"]): one["state"] for one in world.css.standings()}
    assert states == {
        (first, "meter-1"): "cancelled",
        (second, "meter-1"): "cancelled",
        (first, "meter-2"): "notified",
        (second, "meter-2"): "notified",
    }


def test_what_is_ordered_after_everything_was_cancelled_stands() -> None:
    """C1FR30."""
    world = World()
    world.add_meter()
    world.ms.schedule(PEAK, ["all"], world.now)
    world.run(2)
    world.ms.cancel_all(world.now)
    world.run(60)
    later = world.ms.schedule(PEAK, ["all"], world.now).issuer_event_id
    world.run(2)
    assert world.css.standings(later)[0]["state"] == "notified"


def test_resend_policy_is_set_by_class_and_target() -> None:
    """C1FR6: the most particular policy holds."""
    world = World()
    world.add_meter("meter-1", is_deaf=True)
    world.add_meter("meter-2", is_deaf=True, groups=("rural",))
    world.ms.set_policy("control", "group:rural", 120, 2)
    event = world.ms.schedule(PEAK, ["all"], world.now).issuer_event_id
    world.run(3600)
    tried = {one["meter"]: one["attempts"] for one in world.ms.attempts(event)}
    assert [one - START for one in tried["meter-2"]] == [timedelta(0), timedelta(seconds=120)]
    assert len(tried["meter-1"]) == 4


def test_intervals_are_collected_around_an_event_and_then_as_before() -> None:
    """UC96.1.12, UC96.1.29, C1NFR2."""
    world = World()
    meter = world.add_meter()
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(3.9 * 3600)
    (schedule,) = meter.of(ReadSchedule)
    assert schedule == ReadSchedule(event, 15, START + timedelta(hours=3, minutes=45), START + timedelta(hours=8))
    (raised,) = world.journal("MS", Noted.READING_RAISED)
    assert raised.at < PEAK_START
    assert raised.issuer_event_id == event
    readings = Readings("meter-1", 0, START + timedelta(hours=3, minutes=45), 15, (420,))
    world.run(3600)
    world.send("meter-1", [meter.created(readings, Noun.METER_READINGS)])
    world.run(3.2 * 3600)
    (received,) = world.journal("MS", Noted.INTERVALS_RECEIVED)
    (forwarded,) = world.journal("MS", Noted.INTERVALS_FORWARDED)
    assert received.issuer_event_id == forwarded.issuer_event_id == event
    assert len(world.journal("MDMS", Noted.INTERVALS_LOGGED)) == 1
    day = world.mdms.intervals.day("meter-1", 0, date(2026, 7, 14), 15)
    assert (day.values_wh[16 * 4 + 3], day.total_wh) == (420, 420)
    (returned,) = world.journal("MS", Noted.READING_RETURNED)
    assert returned.at >= START + timedelta(hours=8)


def test_clocks_are_set_daily_with_the_time_of_the_sending() -> None:
    """C1FR11, C1FR21."""
    world = World()
    meter = world.add_meter(is_deaf=True)
    world.run(13.1 * 3600)  # 02:06 at home
    sent = [from_json("ClockConfig", body) for (body,) in bodies(world, "ClockConfig")]
    assert [one.utc for one in sent if isinstance(one, ClockConfig)] == [
        at_home(2, minute, day=15) for minute in range(4)
    ]
    meter.is_deaf = False
    world.run(86_400)
    (heard,) = meter.of(ClockConfig)
    assert isinstance(heard, ClockConfig)
    assert (heard.utc, heard.tolerance_s) == (at_home(2, day=16), 30)
    assert len(world.journal("MS", Noted.CLOCK_SENT)) == 2


def test_the_meters_logs_are_read_daily_and_on_demand() -> None:
    """C1FR2, C1FR3."""
    world = World()
    meter = world.add_meter()
    world.run(12 * 3600)
    world.ms.read_logs(["meter-1"], world.now)
    world.run(2)
    daily, asked = (one for one in meter.of(LogRequest) if isinstance(one, LogRequest))
    assert daily.start == at_home(0, 30, day=14)
    assert asked.start > at_home(0, 30, day=15)  # from where the daily one ended
    kinds = world.mdms.links.db.execute("SELECT kind FROM arrivals").fetchall()
    assert kinds == [("LogPage",), ("LogPage",)]


def test_meters_are_configured_and_texts_are_sent() -> None:
    """C1FR4, C1FR13, C1FR42, X-FR-REPORT-SET."""
    world = World()
    meter = world.add_meter()
    world.ms.configure(MeterConfig(interval_minutes=5, attempts_report_minutes=60), ["all"], world.now)
    world.ms.send_text("Cooling centre open at 12 Main Street", ["all"], world.now, security=SecurityClass.PUBLIC)
    dispatches = world.ms.wake(world.now)
    assert [type(one.body) for one in dispatches] == [MeterConfig, TextControl]
    assert [one.security for one in dispatches] == [SecurityClass.CONTROL, SecurityClass.PUBLIC]
    assert world.ms.meters.interval_minutes(meter.name) == 5
    with pytest.raises(OrderRefused, match="recording interval"):
        world.ms.configure(MeterConfig(interval_minutes=4), ["all"], world.now)


def test_a_receipt_is_believed_passed_on_and_its_way_told_to_the_meter() -> None:
    """UC96.1.10, UC96.1.11, UC96.1.19, C1NFR7."""
    world = World()
    meter = world.add_meter()
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(2)
    world.send("meter-1", meter.report(receipt(1, event, EventStatus.RECEIVED, world.now), world.now))
    world.run(2)
    assert [stage.stage for stage in meter.stages] == ["MS", "MDMS"]
    assert meter.owed == {}
    assert world.details("MS", Noted.RECEIPT_RECEIVED) == [f"received {KIOSK} 1"]
    assert world.details("MS", Noted.RECEIPT_FORWARDED) == [f"received {KIOSK} 1"]
    (logged,) = world.journal("MDMS", Noted.DEVICE_RECEIPT_LOGGED)
    assert logged.at - START < timedelta(seconds=5)


def test_an_event_that_no_device_of_the_home_acknowledges_is_logged() -> None:
    """X-FR-NO-RECEIPT: the meter's confirmation is not the home's."""
    world = World()
    world.add_meter("meter-1")
    meter = world.add_meter("meter-2")
    event = world.ms.schedule(PEAK, ["all"], world.now).issuer_event_id
    world.run(60)
    world.send("meter-2", meter.report(receipt(1, event, EventStatus.RECEIVED, world.now), world.now))
    world.run(600)
    (late,) = log.messages(world.ms.links, way="no receipt")
    assert (late["peer"], late["event"], late["at"]) == ("meter-1", event, START + timedelta(seconds=120.1))


def test_a_home_without_a_receipt_is_told_again_as_often_as_was_set() -> None:
    """C1FR6: display and control equipment, by class and target; the meter is asked to tell its home once more."""
    world = World()
    quiet, spoken = world.add_meter("meter-1"), world.add_meter("meter-2")
    event = world.ms.schedule(PEAK, ["all"], world.now).issuer_event_id
    world.run(30)
    world.send("meter-2", spoken.report(receipt(1, event, EventStatus.RECEIVED, world.now), world.now))
    world.run(3600)
    told = [one for one in quiet.of(MeterRecovery) if isinstance(one, MeterRecovery)]
    assert {one.actions for one in told} == {(RecoveryAction.RESEND_EVENTS,)}
    assert {one.issuer_event_id for one in told} == {event}
    assert [one.ordered - START for one in told] == [timedelta(seconds=120.1 + 120 * n) for n in range(3)]
    assert spoken.of(MeterRecovery) == []
    world.ms.set_policy("control", "home", 600, 2)
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(3600)
    (once,) = (
        one for one in quiet.of(MeterRecovery) if isinstance(one, MeterRecovery) and one.issuer_event_id == event
    )
    assert once.ordered - START - timedelta(seconds=3630) == timedelta(seconds=600.1)
    assert len(log.messages(world.ms.links, way="no receipt")) == 2


def test_a_home_that_answers_late_is_told_no_more() -> None:
    """C1FR6"""
    world = World()
    meter = world.add_meter("meter-1")
    event = world.ms.schedule(PEAK, ["all"], world.now).issuer_event_id
    world.run(200)
    world.send("meter-1", meter.report(receipt(1, event, EventStatus.RECEIVED, world.now), world.now))
    world.run(3600)
    assert len(meter.of(MeterRecovery)) == 1


def test_a_receipt_counts_once_however_often_it_comes() -> None:
    """A meter that was not answered sends it again, under a new message id."""
    world = World()
    meter = world.add_meter()
    said = receipt(1, 7, EventStatus.STARTED, world.now)
    for _ in range(3):
        world.send("meter-1", [meter.created(reported(said, 1, world.now))])
        world.run(5)
    assert len(world.journal("MS", Noted.RECEIPT_RECEIVED)) == 1
    assert len(world.journal("MDMS", Noted.DEVICE_RECEIPT_LOGGED)) == 1
    assert [stage.stage for stage in meter.stages] == ["MS", "MDMS", "MDMS", "MDMS"]


def test_receipts_out_of_order_are_kept_and_gaps_are_visible() -> None:
    world = World()
    meter = world.add_meter()
    for sequence in (2, 5, 3):
        said = receipt(sequence, 7, EventStatus.RECEIVED, world.now)
        world.send("meter-1", [meter.created(reported(said, sequence, world.now))])
        world.run(1)
    assert world.ms.receipts.gaps() == {KIOSK: [1, 4]}


@pytest.mark.parametrize(
    "changes",
    [
        {"signed": b"forged"},
        {"status": int(EventStatus.OPTED_IN)},
        {"issuer_event_id": 8},
        {"sequence": 2},
        {"signed": b""},
        {"sender": "00:0d:6f:00:0a:90:69:ff"},
    ],
)
@pytest.mark.parametrize("message_id", ["", "receipt.1"])  # sent again under a new one, or under the same
def test_a_forged_receipt_counts_for_nothing_and_is_reported_once(changes: dict[str, Any], message_id: str) -> None:
    """X-SECURITY: what the signature does not carry is not believed, whoever relays it."""
    world = World()
    meter = world.add_meter()
    true = reported(receipt(1, 7, EventStatus.STARTED, world.now), 1, world.now)
    for _ in range(2):
        world.send("meter-1", [replace(meter.created(altered(true, **changes)), message_id=message_id)])
        world.run(2)
    assert world.journal("MS", Noted.RECEIPT_RECEIVED) == world.journal("MDMS", Noted.DEVICE_RECEIPT_LOGGED) == []
    (refused,) = world.journal("MS", Noted.MESSAGE_REFUSED)
    assert refused.issuer_event_id == changes.get("issuer_event_id", 7)
    (alarm,) = world.css.alarms()
    assert alarm["meter"] == "meter-1"
    assert alarm["kind"] == "receipt not signed by its sender"
    assert meter.stages == []
    assert [one.is_ok for one in meter.refusals] == [False, False]


def test_another_receipt_under_a_used_number_is_refused() -> None:
    world = World()
    meter = world.add_meter()
    for log_number, status in ((1, EventStatus.STARTED), (2, EventStatus.COMPLETED)):
        said = receipt(1, 7, status, world.now)
        world.send("meter-1", [meter.created(reported(said, log_number, world.now))])
        world.run(2)
    assert world.details("MS", Noted.RECEIPT_RECEIVED) == [f"started {KIOSK} 1"]
    assert "was another receipt" in world.details("MS", Noted.MESSAGE_REFUSED)[0]


def test_a_message_in_the_clear_or_from_a_stranger_is_refused() -> None:
    """C1FR44."""
    world = World()
    meter = world.add_meter()
    alarm = Alarm("tamper", world.now, "cover open")
    world.send("meter-1", [replace(meter.created(alarm), security=SecurityClass.PUBLIC)])
    world.send("meter-9", [meter.created(alarm)])
    world.send("meter-1", [meter.created(EventCancel(None))])
    world.run(2)
    assert world.details("MS", Noted.MESSAGE_REFUSED) == [
        "Alarm in the clear",
        "not a meter of ours",
        "EventCancel is not for a meter to say",
    ]
    assert world.css.alarms() == []


def test_an_alarm_of_a_meter_reaches_the_representative() -> None:
    """C1FR41, C1FR10."""
    world = World()
    meter = world.add_meter()
    world.send("meter-1", [meter.created(Alarm("attempts", world.now, "11 in an hour"))])
    world.run(2)
    (alarm,) = world.css.alarms("meter-1")
    assert (alarm["kind"], alarm["detail"]) == ("attempts", "11 in an hour")
    assert len(world.journal("CSS", Noted.ALARM_LOGGED)) == 1
    assert len(meter.answers) == 1  # the meter need not keep it any longer


def test_a_practice_is_a_real_event_that_is_marked_as_a_test() -> None:
    """C1FR15: it runs the true path and is never counted as a real event."""
    world = World(now=START + timedelta(seconds=20))
    meter = world.add_meter()
    world.send("meter-1", [meter.created(PracticeRequest(10))])
    world.run(3)
    sent = control(list(meter.heard.values()))
    assert (sent.is_test, sent.start, sent.duration_minutes) == (True, START + timedelta(minutes=1), 10)
    standing = world.css.standing("meter-1", sent.issuer_event_id)
    assert standing is not None
    assert standing["detail"].startswith("practice")
    assert world.mdms.customers.counts() == {}
    assert world.mdms.customers.counts(is_test=True) == {"notified": 1}
    world.send("meter-1", [meter.created(PracticeRequest(10)), meter.created(PracticeRequest(0))])
    world.run(3)
    assert len(meter.of(EventControl)) == 1
    assert [one.error for one in meter.refusals] == [
        f"practice event {sent.issuer_event_id} is not over",
        f"practice event {sent.issuer_event_id} is not over",
    ]


def test_nothing_is_lost_while_the_records_are_down() -> None:
    """C1FR10: what a meter said is owed to the MDMS until the MDMS itself confirms."""
    world = World()
    meter = world.add_meter()
    world.down = {"MDMS"}
    event = world.ms.schedule(PEAK, ["meter-1"], world.now).issuer_event_id
    world.run(5)
    world.send("meter-1", meter.report(receipt(1, event, EventStatus.RECEIVED, world.now), world.now))
    world.run(3600)
    assert world.ms.owed >= 3
    assert [stage.stage for stage in meter.stages] == ["MS"]
    world.down = set()
    world.run(240)
    assert world.ms.owed == 0
    assert "MDMS" in [stage.stage for stage in meter.stages]
    assert len(world.journal("MDMS", Noted.DEVICE_RECEIPT_LOGGED)) == 1


def test_what_is_stored_is_told_back_exactly() -> None:
    body = Forwarded(
        "meter-1",
        START,
        SecurityClass.CONTROL,
        "m-1",
        reported(receipt(1, 7, EventStatus.STARTED, START), 1, START + timedelta(microseconds=5)),
    )
    assert from_json("Forwarded", to_json(body)) == body


def bodies(world: World, kind: str) -> list[tuple[str]]:
    sql = "SELECT body FROM messages WHERE way = 'sent' AND kind = ? ORDER BY id"
    return world.ms.links.db.execute(sql, (kind,)).fetchall()
