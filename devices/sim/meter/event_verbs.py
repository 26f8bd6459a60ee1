"""What a tester, or a scenario, can ask the meter about events: verbs of its node."""

from collections.abc import Mapping
from typing import Final

from devices.sim.arguments import Arguments
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.device import DeviceVerb
from devices.sim.meter.duties import Duties
from devices.sim.meter.events import HeldEvent
from devices.sim.meter.face import Face
from devices.sim.meter.ledger import from_us
from devices.sim.meter.power import Tamper
from devices.wan.journal import Entry
from devices.wan.words import EventCancel, EventControl, Origin, Program, Reply

NO_LAUNCH: Final = "no-launch"
MUTE: Final = "mute"
BOTH: Final = "no-launch-and-mute"
NO_FAULT: Final = "none"
EVERY_CLASS: Final = 0x0FFF
EVENT_ARGUMENTS: Final = (
    "minutes",
    "start",
    "issuer_event_id",
    "program",
    "priority",
    "criticality",
    "device_class",
    "price",
    "offset_c",
    "set_point_c",
    "reason",
    "test",
)


def event_verbs(duties: Duties, face: Face) -> Mapping[str, DeviceVerb]:
    """The verbs, by name."""

    def event_state(arguments: Arguments) -> object:
        """Tell every event that the meter holds, its settings, and what it owes."""
        arguments.refuse_others()
        logged, owed = duties.home.receipts.count()
        counted = duties.attempts.attempts
        return {
            "meter_time": duties.log.now.isoformat(),
            "events": [_described(event) for event in duties.events.book.events.values()],
            "is_launching": duties.events.is_launching,
            "origin_ranks": list(duties.events.book.ranks),
            "receipts_logged": logged,
            "receipts_owed": owed,
            "attempts": {"inbound": dict(counted.inbound), "outbound": dict(counted.outbound)},
            "collections": [one.schedule.issuer_event_id for one in duties.collections.running],
        }

    def journal(arguments: Arguments) -> object:
        """Tell the journal after an entry's number: {since?}."""
        arguments.refuse_others("since")
        entries = duties.log.ledger.entries(arguments.integer("since", 0))
        return [{"number": number, **_entry(entry)} for number, entry in entries]

    def show_face(arguments: Arguments) -> object:
        """Tell what the meter's own display shows: {format: lines | svg}."""
        arguments.refuse_others("format")
        is_picture = arguments.choice("format", ("lines", "svg"), "lines") == "svg"
        return face.svg() if is_picture else face.lines()

    def fault(arguments: Arguments) -> None:
        """Let the meter ignore its own clock, or be mute in the home, or both: {kind} or {launches}."""
        arguments.refuse_others("kind", "launches")
        kind = "" if arguments.has("launches") else arguments.choice("kind", (NO_LAUNCH, MUTE, BOTH, NO_FAULT))
        is_launching = arguments.flag("launches") if arguments.has("launches") else kind not in {NO_LAUNCH, BOTH}
        duties.hang_radio(is_hung=kind in {MUTE, BOTH})
        duties.set_launching(is_launching=is_launching)

    def event(arguments: Arguments) -> object:
        """Announce or change an event as the utility would, without it: {minutes, start?, program?, price?, ...}."""
        control = control_of(arguments, duties)
        return _outcome(duties.order(control))

    def cancel_event(arguments: Arguments) -> object:
        """Cancel an event, or all, as the utility would: {issuer_event_id?}."""
        arguments.refuse_others("issuer_event_id")
        is_one = arguments.has("issuer_event_id")
        return _outcome(duties.order(EventCancel(arguments.integer("issuer_event_id") if is_one else None)))

    return {
        **_hands(duties),
        "event": event,
        "cancel_event": cancel_event,
        "event_state": event_state,
        "journal": journal,
        "face": show_face,
        "fault": fault,
    }


def _hands(duties: Duties) -> Mapping[str, DeviceVerb]:
    """What a hand at the meter does."""

    def tamper(arguments: Arguments) -> object:
        """Let a switch of the meter feel a hand: {switch: inversion | removal, on?}; tell what was felt and counted."""
        arguments.refuse_others("switch", "on")
        if arguments.has("switch"):
            felt = Tamper(arguments.choice("switch", tuple(one.value for one in Tamper)))
            duties.feel(felt, is_on=arguments.flag("on", default=True))
        power = duties.power
        return {
            "tampered": sorted(one.value for one in power.tampered),
            "outages": power.outages,
            "blinks": power.blinks,
            "is_inactive": power.is_inactive,
        }

    def supply(arguments: Arguments) -> object:
        """Set the supply's voltage, or the signal of the utility link: {volts?, signal_dbm?}; tell both."""
        arguments.refuse_others("volts", "signal_dbm")
        meter = duties.log.meter
        meter.supply_mv = round(arguments.number("volts", meter.supply_mv / 1000) * 1000)
        duties.utility.signal_dbm = arguments.integer("signal_dbm", duties.utility.signal_dbm)
        return {"voltage_mv": meter.voltage_mv, "signal_dbm": duties.utility.signal_dbm}

    return {"tamper": tamper, "supply": supply}


def control_of(arguments: Arguments, duties: Duties) -> EventControl:
    """An event in a person's words; a known identifier makes it that event's next revision."""
    arguments.refuse_others(*EVENT_ARGUMENTS)
    now_s = duties.log.meter.now_s
    event_id = arguments.integer("issuer_event_id", now_s - ZCL_EPOCH_S)
    known = duties.events.book.events.get(event_id)
    revision = 1 if known is None or known.control is None else known.control.revision + 1
    start_s = arguments.seconds("start")
    programs = {one.value: one for one in Program}
    has_set_point = arguments.has("set_point_c")
    has_offset = arguments.has("offset_c") or not has_set_point
    return EventControl(
        issuer_event_id=event_id,
        revision=revision,
        program=programs[arguments.choice("program", tuple(programs), Program.CRITICAL_PEAK.value)],
        origin=Origin.UTILITY,
        priority=arguments.integer("priority", 3),
        start=from_us((now_s if start_s is None else start_s) * 1_000_000),
        duration_minutes=arguments.integer("minutes"),
        criticality=arguments.integer("criticality", 2),
        device_class=arguments.integer("device_class", EVERY_CLASS),
        price=arguments.money("price") if arguments.has("price") else None,
        cooling_offset_centi_c=round(arguments.number("offset_c", 2.2) * 100) if has_offset else None,
        heating_offset_centi_c=round(arguments.number("offset_c", 2.2) * 100) if has_offset else None,
        cooling_set_point_centi_c=round(arguments.number("set_point_c") * 100) if has_set_point else None,
        reason=arguments.text("reason", ""),
        is_test=arguments.flag("test", default=False),
    )


def _outcome(reply: Reply) -> object:
    if not reply.is_ok:
        raise ValueError(reply.error)
    return {"issuer_event_id": reply.issuer_event_id}


def _described(event: HeldEvent) -> dict[str, object]:
    control = event.control
    return {
        "issuer_event_id": event.issuer_event_id,
        "status": event.status.value,
        "source": event.source,
        "received": event.received.isoformat(),
        "revision": None if control is None else control.revision,
        "program": None if control is None else control.program.value,
        "start": event.start.isoformat(),
        "end": event.end.isoformat(),
        "price": None if control is None or control.price is None else str(control.price),
        "is_test": control is not None and control.is_test,
        "shown": event.shown,
        "told": event.told,
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "system": entry.system.value,
        "at": entry.at.isoformat(),
        "noted": entry.noted.value,
        "issuer_event_id": entry.issuer_event_id,
        "who": entry.who,
        "detail": entry.detail,
    }
