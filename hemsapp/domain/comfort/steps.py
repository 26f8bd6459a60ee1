"""What comes of a step in the rooms: orders to send, facts to keep before they are sent, and what happened."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from devices.demand_response import ReadTemperature, SetTemperature, SwitchLoad
from devices.names import Eui64
from hemsapp.domain.comfort.facts import ComfortFact

ComfortOrder = SetTemperature | ReadTemperature | SwitchLoad


@dataclass(frozen=True, slots=True)
class Steering:
    """Why an order was sent, to be handed back with its end; `serial` tells a late answer from the awaited one."""

    device: Eui64
    serial: int


@dataclass(frozen=True, slots=True)
class Steered:
    """One order of ours."""

    purpose: Steering
    order: ComfortOrder


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The device itself shows what the event asks of it, for the first time or anew after an override."""

    device: Eui64
    issuer_event_id: int
    at: datetime
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None
    is_on: bool | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """The device itself shows what the customer's programme says now; `issuer_event_id` had moved it."""

    device: Eui64
    issuer_event_id: int
    at: datetime
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None
    is_on: bool | None = None


@dataclass(frozen=True, slots=True)
class KnobTurned:
    """Somebody moved it on the wall at `at` (its own word); `issuer_event_id` was in force then, None: none was."""

    device: Eui64
    issuer_event_id: int | None
    at: datetime
    cooling_centi_c: int | None
    heating_centi_c: int | None


@dataclass(frozen=True, slots=True)
class Eased:
    """The customer took some degrees of the event (or gave some), or set another temperature: still in it."""

    device: Eui64
    issuer_event_id: int
    at: datetime
    cooling_centi_c: int | None
    heating_centi_c: int | None
    by_whom: str


@dataclass(frozen=True, slots=True)
class OnBreak:
    """The programme holds until `until`, then the event again."""

    device: Eui64
    issuer_event_id: int
    at: datetime
    until: datetime
    by_whom: str


@dataclass(frozen=True, slots=True)
class OptedOut:
    """The device left the event; `by_whom` "safety limit": the room was beyond it."""

    device: Eui64
    issuer_event_id: int
    at: datetime
    by_whom: str


@dataclass(frozen=True, slots=True)
class OptedIn:
    """The device came back into the event, out of a break, an opt-out or a temperature that was set."""

    device: Eui64
    issuer_event_id: int
    at: datetime
    by_whom: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish was not done; `why` is a sentence for a person. `device` None: the wish was for all."""

    device: Eui64 | None
    issuer_event_id: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The device does not answer; it is tried for as long as it takes."""

    device: Eui64
    issuer_event_id: int | None
    at: datetime


Outcome = Confirmed | Restored | KnobTurned | Eased | OnBreak | OptedOut | OptedIn | Refused | Unreachable


@dataclass(frozen=True, slots=True)
class Steps:
    """Keep `facts` first, in one transaction with what else the same cause makes; then send `orders`."""

    facts: tuple[ComfortFact, ...] = ()
    orders: tuple[Steered, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def __add__(self, other: "Steps") -> "Steps":
        """Both, in order; of facts with one key the later holds."""
        return Steps(self.facts + other.facts, self.orders + other.orders, self.outcomes + other.outcomes)


NOTHING = Steps()


class Notes:
    """What a step gathers on its way."""

    def __init__(self) -> None:
        self.facts: list[ComfortFact] = []
        self.orders: list[Steered] = []
        self.outcomes: list[Outcome] = []

    def steps(self) -> Steps:
        """All of it."""
        return Steps(tuple(self.facts), tuple(self.orders), tuple(self.outcomes))


@dataclass(frozen=True, slots=True)
class Taken:
    """The last override, which can be taken back until `until_s` (`Moment.monotonic_s`); `device` None: of all."""

    device: Eui64 | None
    set_point_centi_c: int | None
    cost: Decimal | None
    until_s: float
