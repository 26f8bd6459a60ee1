"""Events in the past of a sample: ordered, confirmed, carried out and stepped out of, message by message.

They come the way that every message comes, so that what the records make of them is what they make of any.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np

from devices.demand_response import DeviceClass, EventStatus
from devices.holidays import is_business_day
from devices.utility.mdms.records import Records
from devices.wan.words import (
    Body,
    DeliveryFailure,
    DeviceReceipt,
    Dispatch,
    Envelope,
    EventControl,
    Forwarded,
    Noun,
    Origin,
    Program,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)

_HOUR, _MINUTES = 17, 240
_FIRST_EVENT = 700_000_000
_FAILS, _LEAVES = 0.02, 0.12  # of the customers
_MINUTE = timedelta(minutes=1)
Said = tuple[datetime, str, Body, str]
"""When, under which message id, what, in answer to which message."""


def event_days(until: date, count: int) -> list[date]:
    """The last business days before `until`, every fourth of them, oldest first."""
    days = (until - timedelta(days=number) for number in range(1, 400))
    return [day for day in days if is_business_day(day)][::4][:count][::-1]


def fill_events(records: Records, meters: list[str], until: date, count: int, seed: int) -> list[int]:
    """Critical peak events of these meters in the past; their issuer event ids."""
    chance, line = np.random.default_rng(seed), _Line(records)
    made = []
    for number, day in enumerate(event_days(until, count), 1):
        start = datetime.combine(day, time(_HOUR), records.settings.zone).astimezone(UTC)
        event = _FIRST_EVENT + number
        control = EventControl(
            *(event, 1, Program.CRITICAL_PEAK, Origin.UTILITY, 1, start, _MINUTES, 2, int(DeviceClass.HVAC)),
            price=Decimal("0.62"),
            cooling_offset_centi_c=220,
        )
        for place, meter in enumerate(meters):
            fate = chance.random()
            with records.links.transaction():
                for said in _messages(control, meter, place, fate):
                    line.tell(meter, *said)
        made.append(event)
    return made


def _messages(control: EventControl, meter: str, place: int, fate: float) -> Iterator[Said]:
    """What the head end passes on of one customer."""
    event, start = control.issuer_event_id, control.start
    sent, message = start - timedelta(hours=26), f"sample-{event}-{place}"
    yield sent, message, control, ""
    if fate < _FAILS:
        attempts = tuple(sent + number * _MINUTE for number in range(4))
        yield attempts[-1] + _MINUTE, f"{message}-f", DeliveryFailure(meter, event, attempts), message
        return
    yield sent + _MINUTE / 30, f"{message}-r", Reply(is_ok=True, meter_time=sent, issuer_event_id=event), message
    end = start + timedelta(minutes=control.duration_minutes)
    told = [(EventStatus.STARTED, start), (EventStatus.COMPLETED, end)]
    if fate < _FAILS + _LEAVES:
        told = [(EventStatus.STARTED, start), (EventStatus.OPTED_OUT, start + 40 * _MINUTE)]
    device = f"00:0d:6f:00:{place >> 16 & 255:02x}:{place >> 8 & 255:02x}:{place & 255:02x}:01"
    for number, (status, at) in enumerate(told):
        receipt = DeviceReceipt(event * 4 + number, device, event, int(status), at, at)
        yield at + _MINUTE / 20, f"{message}-{number}", receipt, ""


class _Line:
    """The link of a sample: what the head end would send, and customer service's confirmations."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._number = 0

    def tell(self, meter: str, at: datetime, message_id: str, body: Body, answers: str) -> None:
        """The head end passes it on; what customer service is told, it confirms."""
        is_own = isinstance(body, DeliveryFailure)
        passed = body if is_own else Forwarded(meter, at, SecurityClass.PRIVATE, message_id, body, answers)
        settings = self._records.settings
        told = self._receive(settings.ms, f"passed-{message_id}", passed, answers if is_own else "", at)
        for one in told:
            if one.target == settings.css:
                reply = Reply(is_ok=True, meter_time=at)
                self._receive(settings.css, f"css-{one.message_id}", reply, one.message_id, at)

    def _receive(self, source: str, message_id: str, body: Body, answers: str, at: datetime) -> list[Dispatch]:
        self._number += 1
        verb = Verb.REPLY if isinstance(body, Reply) else Verb.CREATED
        until = at + timedelta(hours=1)
        envelope = Envelope(
            *(verb, Noun.END_DEVICE_EVENTS, message_id, source, self._records.name, at, until, self._number, body),
            answers,
        )
        return self._records.receive(Verified(envelope, SecurityClass.PRIVATE), at)
