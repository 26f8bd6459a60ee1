"""A display's report of itself, signed by it: a COSE_Sign1 (ES256) that meter and head end pass on untouched."""

from collections.abc import Callable

from devices.names import Eui64
from devices.self_report import SelfReport
from devices.wan.codec import encode_record
from devices.wan.receipts import ReceiptKey, opened

CONTEXT = b"hemsapp report 1"  # COSE's external data: no receipt passes for a report, and no report for a receipt


def signed(report: SelfReport, key: ReceiptKey) -> bytes:
    """The report as the display's word. Raises ValueError for a value that has no place on the wire."""
    return key.sign(encode_record(report), CONTEXT)


def verified(data: bytes, key_for: Callable[[Eui64], bytes | None]) -> SelfReport:
    """The report, if the display that it names signed it. `key_for` gives its `public`. Raises Refused."""
    report: SelfReport = opened(data, key_for, CONTEXT, SelfReport)
    return report
