"""What kiosk and meter say to each other through the Smart Energy tunnel (cluster 0x0704), as CBOR records.

A record is a length (two octets, big-endian) and a CBOR array; TransferData frames carry at most `CHUNK` octets of the
stream each. Nothing here moves a load: control comes as DRLC under the link key.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from devices.demand_response import MeterEventStatus
from devices.self_report import CheckKind

PROTOCOL_ID = 200  # manufacturer defined
CHUNK = 56  # fits an unfragmented APS-encrypted frame


@dataclass(frozen=True, slots=True)
class ReceiptSubmitted:
    """Kiosk to meter: a signed receipt (`receipts.py`), to be logged and relayed untouched."""

    sequence: int
    signed: bytes


@dataclass(frozen=True, slots=True)
class ReceiptTaken:
    """Meter to kiosk: it is in the meter's durable log."""

    sequence: int
    meter_time: datetime


@dataclass(frozen=True, slots=True)
class ReceiptReached:
    """Meter to kiosk: the receipt reached `stage` ("MS" or "MDMS") at that system's time."""

    sequence: int
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StatusNotice:
    """Meter to kiosk: where it stands with an event (UC96.1.6, UC96.1.15, UC96.1.23).

    `meter_time`: since when, by its own clock, however often and late it is told; of a pending one, when it is told.
    """

    issuer_event_id: int
    status: MeterEventStatus
    meter_time: datetime
    start: datetime
    end: datetime
    program: str
    price: Decimal | None
    reason: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class PracticeWanted:
    """Kiosk to meter: the customer wants to practise."""

    minutes: int


@dataclass(frozen=True, slots=True)
class StatusWanted:
    """Kiosk to meter: tell all statuses again (after a start, or for a check)."""


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """Kiosk to meter: a signed report of itself (`reports.py`), to be logged and relayed untouched."""

    sequence: int
    signed: bytes


@dataclass(frozen=True, slots=True)
class ReportTaken:
    """Meter to kiosk: it is in the meter's durable log."""

    sequence: int
    meter_time: datetime


@dataclass(frozen=True, slots=True)
class ReportReached:
    """Meter to kiosk: the report reached `stage` ("MS" or "MDMS") at that system's time."""

    sequence: int
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportWanted:
    """Meter to kiosk: the utility asks for a heartbeat, or has ordered a test of these checks (C1FR39, C1NFR4)."""

    number: int
    is_test: bool
    ordered: datetime
    checks: tuple[CheckKind, ...]
    within_s: int


TunnelWord = (
    ReceiptSubmitted
    | ReceiptTaken
    | ReceiptReached
    | StatusNotice
    | PracticeWanted
    | StatusWanted
    | ReportSubmitted
    | ReportTaken
    | ReportReached
    | ReportWanted
)
