"""What a tester, or a scenario, can ask the meter about events: verbs of its node."""

from collections.abc import Mapping
from typing import Final

from devices.sim.arguments import Arguments
from devices.sim.device import DeviceVerb
from devices.sim.meter.duties import Duties
from devices.sim.meter.events import HeldEvent
from devices.sim.meter.face import Face
from devices.wan.journal import Entry

NO_LAUNCH: Final = "no-launch"
NO_FAULT: Final = "none"


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
        """Let the meter ignore its own clock, or no longer: {kind: no-launch | none}."""
        arguments.refuse_others("kind")
        duties.set_launching(is_launching=arguments.choice("kind", (NO_LAUNCH, NO_FAULT)) == NO_FAULT)

    return {"event_state": event_state, "journal": journal, "face": show_face, "fault": fault}


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
