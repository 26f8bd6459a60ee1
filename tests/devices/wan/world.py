"""A head end, its records, two meters, and messages between them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from devices.wan.keys import Keys, Role, introduce
from devices.wan.words import Body, Envelope, EventControl, Noun, Origin, Program, Readings, TextControl, Verb

AT = datetime(2026, 7, 1, 17, tzinfo=UTC)
MS = Keys.generate("MS", Role.HEAD_END)
MTR = Keys.generate("MTR-1", Role.METER)
NEIGHBOUR = Keys.generate("MTR-2", Role.METER)
MDMS = Keys.generate("MDMS", Role.RECORDS)
CSS = Keys.generate("CSS", Role.CUSTOMER_SERVICE)
THIRD = Keys.generate("AGG", Role.THIRD_PARTY)
STRANGER = Keys.generate("MS", Role.HEAD_END)  # says the name, has not the keys
introduce((MS, MTR, NEIGHBOUR, MDMS, CSS, THIRD))
STRANGER.enrol(MTR.identity)

PEAK = EventControl(7, 1, Program.CRITICAL_PEAK, Origin.UTILITY, 1, AT, 240, 3, 1, cooling_offset_centi_c=220)
DAY = Readings("MTR-1", 0, AT, 15, (400, None, 420))
WORDS = TextControl("Peak day tomorrow.", 1, AT, 60, False)


def control(body: Body = PEAK, **fields: Any) -> Envelope:
    plain = Envelope(
        Verb.CREATE, Noun.END_DEVICE_CONTROLS, "MS-7-1", "MS", "MTR-1", AT, AT + timedelta(hours=1), 1, body
    )
    return replace(plain, **fields)


def readings(**fields: Any) -> Envelope:
    plain = Envelope(Verb.CREATED, Noun.METER_READINGS, "MTR-1-1", "MTR-1", "MS", AT, AT + timedelta(hours=1), 1, DAY)
    return replace(plain, **fields)
