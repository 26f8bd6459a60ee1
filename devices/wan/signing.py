"""What a display signs: receipts and reports, each for its own use."""

from devices.demand_response import Receipt
from devices.self_report import SelfReport
from devices.wan import receipts, reports
from devices.wan.receipts import ReceiptKey


def signed(said: Receipt | SelfReport, key: ReceiptKey) -> bytes:
    """The display's word. Raises ValueError for a value that has no place on the wire."""
    return reports.signed(said, key) if isinstance(said, SelfReport) else receipts.signed(said, key)
