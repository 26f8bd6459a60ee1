"""What must survive of demand response: events, and the receipts that are owed (`comfort.facts` has the rooms')."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from devices.demand_response import CppAuth, EventStatus, MeterEventStatus, Receipt
from devices.names import Eui64
from hemsapp.domain.event_table import EventState
from hemsapp.snapshot.events import Program


@dataclass(frozen=True, slots=True)
class KeptPart:
    """One subject of receipts in one event: this display, or a device that it commands; it stands or it was told.

    `is_in`: not opted out now; `was_out`, `was_in`: ever so while the event ran; `is_room_out`: out by an override that
    the room itself keeps. `is_started`, `is_finished`: confirmed at its event set point, and back at the programme.
    `is_told_out`: what the utility was told of that; `told` and `told_at`: the last status that was owed a receipt.
    """

    subject: Eui64
    is_in: bool = True
    was_out: bool = False
    was_in: bool = False
    is_room_out: bool = False
    is_eased: bool = False
    is_started: bool = False
    is_finished: bool = False
    is_told_out: bool = False
    told: EventStatus | None = None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event as it stands. Key: `issuer_event_id`.

    `start` and `duration_minutes` are as announced; the draws `start_delay_s` (shifts start and end) and `end_delay_s`
    are made once and stay. `cancel_at`: a cancel that takes effect later. `held_s` is elapsed time since its effective
    start, as last recorded. `revision` counts its windows, `former` are
    those that were replaced. `meter_began` and `meter_ended`: when the meter, by its own word, launched and ended it.
    `notice`: counts changes that a person should see;
    `notice_seen` is the last one that was. `is_control_known` False: only its price was heard (PublishCPPEvent).
    """

    issuer_event_id: int
    state: EventState
    announced: datetime
    start: datetime
    duration_minutes: int
    criticality: int
    device_class: int
    enrollment_group: int
    program: Program
    cooling_offset_centi_c: int | None = None
    heating_offset_centi_c: int | None = None
    cooling_set_point_centi_c: int | None = None
    heating_set_point_centi_c: int | None = None
    load_adjustment_percent: int | None = None
    duty_cycle_percent: int | None = None
    is_start_randomised: bool = False
    is_duration_randomised: bool = False
    start_delay_s: int = 0
    end_delay_s: int = 0
    is_control_known: bool = True
    price: Decimal | None = None
    reason: str = ""
    is_test: bool = False
    meter_status: MeterEventStatus | None = None
    meter_told: datetime | None = None
    is_status_missing: bool = False
    is_answered: bool = False
    is_skipped: bool = False
    is_stopped: bool = False
    changed_at: datetime | None = None
    moved_from: datetime | None = None
    cancel_at: datetime | None = None
    cancelled_at: datetime | None = None
    began: datetime | None = None
    held_s: int = 0
    ended: datetime | None = None
    revision: int = 1
    former: tuple[str, ...] = ()
    notice: int = 0
    notice_seen: int = 0
    peak: CppAuth | None = None
    peak_answer: bool | None = None
    is_peak_answered: bool = False
    parts: tuple[KeptPart, ...] = ()
    meter_began: datetime | None = None
    meter_ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt, owed since `owed` and until the meter has it (`logged`); then how far it came. Key: `sequence`."""

    sequence: int
    receipt: Receipt
    owed: datetime
    logged: datetime | None = None
    ms: datetime | None = None
    mdms: datetime | None = None

    def came_to(self, stage: str, at: datetime) -> "KeptReceipt":
        """The same, as it stands once it reached "meter", "MS" or "MDMS"."""
        match stage:
            case "MS":
                return replace(self, ms=at)
            case "MDMS":
                return replace(self, mdms=at)
        return replace(self, logged=at)


DemandResponseFact = KeptEvent | KeptReceipt
