"""What the meter says through the tunnel (`devices.wan.tunnel`), as messages."""

from devices.demand_response import EventTold, ReceiptLogged, ReceiptProgress
from devices.messages import Eui64, Message
from devices.self_report import ReportAsked, ReportLogged, ReportMessage, ReportProgress
from devices.wan.tunnel import (
    ReceiptReached,
    ReceiptTaken,
    ReportReached,
    ReportTaken,
    ReportWanted,
    StatusNotice,
    TunnelWord,
)


def told(device: Eui64, word: TunnelWord) -> Message | None:
    """The message of a word from the meter; None for a word that only we say."""
    match word:
        case ReceiptTaken():
            return ReceiptLogged(device, word.sequence, word.meter_time)
        case ReceiptReached():
            return ReceiptProgress(device, word.sequence, word.stage, word.at)
        case StatusNotice():
            return EventTold(
                device=device,
                issuer_event_id=word.issuer_event_id,
                status=word.status,
                at=word.meter_time,
                start=word.start,
                end=word.end,
                program=word.program,
                price=word.price,
                reason=word.reason,
                is_test=word.is_test,
            )
    return reported(device, word)


def reported(device: Eui64, word: TunnelWord) -> ReportMessage | None:
    """The message of a word about reports; None for any other."""
    match word:
        case ReportTaken():
            return ReportLogged(device, word.sequence, word.meter_time)
        case ReportReached():
            return ReportProgress(device, word.sequence, word.stage, word.at)
        case ReportWanted():
            return ReportAsked(device, word.number, word.is_test, word.ordered, word.checks, word.within_s)
    return None
