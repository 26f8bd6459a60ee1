"""What the meter says of events, in the words that the byte path makes of its frames (`devices.demand_response`)."""

from typing import Final

from devices.demand_response import (
    CriticalPeakPublished,
    DeviceClass,
    EventTold,
    LoadControl,
    LoadControlCancelled,
    ReceiptLogged,
    ReceiptProgress,
)
from devices.messages import Eui64, Message
from devices.se.price import CppPriceTier
from devices.self_report import ReportAsked, ReportLogged, ReportProgress
from devices.sim.meter.drlc_cluster import PROVIDER_ID, authorisation
from devices.sim.meter.forwarding import (
    EVERYBODY,
    CriticalPeakForwarded,
    DeviceAsked,
    Forwarding,
    LoadControlForwarded,
    LoadControlWithdrawn,
    TunnelSaid,
    TunnelsReopened,
)
from devices.wan.tunnel import (
    ReceiptReached,
    ReceiptTaken,
    ReportReached,
    ReportTaken,
    ReportWanted,
    StatusNotice,
    TunnelWord,
)
from devices.wan.words import EventControl

COORDINATOR: Final = "coordinator"
"""How the ledger calls the kiosk: the coordinator has no address on the simulated air."""


def forwarded(forwarding: Forwarding, device: Eui64) -> list[Message]:
    """The kiosk's messages; none for what goes to another display."""
    match forwarding:
        case LoadControlForwarded():
            return [load_control(forwarding.control, device)]
        case CriticalPeakForwarded():
            return [critical_peak(forwarding.control, device)]
        case LoadControlWithdrawn():
            return [withdrawn(forwarding, device)]
        case TunnelSaid():
            told = tunnel_word(forwarding.word, device) if forwarding.to in (EVERYBODY, COORDINATOR) else None
            return [] if told is None else [told]
        case DeviceAsked() | TunnelsReopened():
            return []


def load_control(control: EventControl, device: Eui64) -> LoadControl:
    """LoadControlEvent: whole seconds, offsets in tenths of a degree."""

    def tenths(centi_c: int | None) -> int | None:
        return None if centi_c is None else (centi_c + 5) // 10 * 10

    return LoadControl(
        device,
        control.issuer_event_id,
        DeviceClass(control.device_class),
        control.enrollment_group,
        control.start.replace(microsecond=0),
        control.duration_minutes,
        control.criticality,
        tenths(control.cooling_offset_centi_c),
        tenths(control.heating_offset_centi_c),
        control.cooling_set_point_centi_c,
        control.heating_set_point_centi_c,
        control.load_adjustment_percent,
        control.duty_cycle_percent,
        control.is_start_randomised,
        control.is_duration_randomised,
    )


def critical_peak(control: EventControl, device: Eui64) -> CriticalPeakPublished:
    """PublishCPPEvent, with CPP1Price."""
    return CriticalPeakPublished(
        device,
        PROVIDER_ID,
        control.issuer_event_id,
        control.start.replace(microsecond=0),
        control.duration_minutes,
        int(CppPriceTier.CPP1),
        authorisation(control),
        control.price,
    )


def withdrawn(withdrawal: LoadControlWithdrawn, device: Eui64) -> LoadControlCancelled:
    """CancelLoadControlEvent, effective now."""
    control = withdrawal.control
    return LoadControlCancelled(
        device,
        control.issuer_event_id,
        DeviceClass(control.device_class),
        control.enrollment_group,
        withdrawal.is_randomised,
    )


def tunnel_word(word: TunnelWord, device: Eui64) -> Message | None:
    """A word of the meter; None for one that only a display says."""
    match word:
        case ReceiptTaken():
            return ReceiptLogged(device, word.sequence, word.meter_time)
        case ReceiptReached():
            return ReceiptProgress(device, word.sequence, word.stage, word.at)
        case StatusNotice():
            return EventTold(
                device,
                word.issuer_event_id,
                word.status,
                word.meter_time,
                word.start,
                word.end,
                word.program,
                word.price,
                word.reason,
                word.is_test,
            )
    return _reported(device, word)


def _reported(device: Eui64, word: TunnelWord) -> Message | None:
    match word:
        case ReportTaken():
            return ReportLogged(device, word.sequence, word.meter_time)
        case ReportReached():
            return ReportProgress(device, word.sequence, word.stage, word.at)
        case ReportWanted():
            return ReportAsked(device, word.number, word.is_test, word.ordered, word.checks, word.within_s)
    return None
