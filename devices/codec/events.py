"""Load control events (DRLC 0x0701): what the meter announces, and what we report."""

from typing import Any, Final

from devices.codec.frames import Unintelligible, unless
from devices.demand_response import DeviceClass, LoadControl, LoadControlCancelled, Receipt
from devices.messages import Eui64
from devices.se import drlc
from devices.se.values import INVALID_UTC_TIME, NOW, from_utc_time, to_utc_time

_CENTI_PER_TENTH: Final = 10
_HIGHEST_CRITICALITY: Final = 0x0F
_FULL_PERCENT: Final = 100


def load_control(device: Eui64, command: Any) -> LoadControl:
    """LoadControlEvent; Unintelligible where a client must reject it."""
    duration, criticality = int(command.duration_in_minutes), int(command.criticality_level)
    if command.start_time == INVALID_UTC_TIME:
        raise Unintelligible("an event without a start")
    if not 0 < duration <= drlc.MAX_DURATION_MINUTES:
        raise Unintelligible(f"an event of {duration} minutes")
    if not 0 < criticality <= _HIGHEST_CRITICALITY:
        raise Unintelligible(f"criticality {criticality} is reserved")
    cooling, heating = (
        unless(raw, drlc.NO_OFFSET) for raw in (command.cooling_temperature_offset, command.heating_temperature_offset)
    )
    adjustment = unless(command.average_load_adjustment_percentage, drlc.NO_LOAD_ADJUSTMENT)
    duty_cycle = unless(command.duty_cycle, drlc.NO_DUTY_CYCLE)
    if abs(adjustment or 0) > _FULL_PERCENT or (duty_cycle or 0) > _FULL_PERCENT:
        raise Unintelligible(f"a load adjustment of {adjustment} %, a duty cycle of {duty_cycle} %")
    return LoadControl(
        device=device,
        issuer_event_id=int(command.issuer_event_id),
        device_class=DeviceClass(int(command.device_class)),
        enrollment_group=int(command.utility_enrollment_group),
        start=None if command.start_time == NOW else from_utc_time(command.start_time),
        duration_minutes=duration,
        criticality=criticality,
        cooling_offset_centi_c=None if cooling is None else cooling * _CENTI_PER_TENTH,
        heating_offset_centi_c=None if heating is None else heating * _CENTI_PER_TENTH,
        cooling_set_point_centi_c=unless(command.cooling_temperature_set_point, drlc.NO_SET_POINT),
        heating_set_point_centi_c=unless(command.heating_temperature_set_point, drlc.NO_SET_POINT),
        load_adjustment_percent=adjustment,
        duty_cycle_percent=duty_cycle,
        is_start_randomised=bool(command.event_control & drlc.EventControl.Randomize_Start_Time),
        is_duration_randomised=bool(command.event_control & drlc.EventControl.Randomize_Duration_Time),
    )


def load_control_cancelled(device: Eui64, command: Any) -> LoadControlCancelled:
    """CancelLoadControlEvent; its effective time is deprecated, but an older meter may send one."""
    if command.effective_time == INVALID_UTC_TIME:
        raise Unintelligible("a cancellation that takes effect at no time")
    return LoadControlCancelled(
        device=device,
        issuer_event_id=int(command.issuer_event_id),
        device_class=DeviceClass(int(command.device_class)),
        enrollment_group=int(command.utility_enrollment_group),
        is_randomised=_is_randomised(command),
        effective=None if command.effective_time == NOW else from_utc_time(command.effective_time),
    )


def all_load_control_cancelled(device: Eui64, command: Any) -> LoadControlCancelled:
    """CancelAllLoadControlEvents: of every class and group."""
    every = DeviceClass(sum(DeviceClass))
    return LoadControlCancelled(device, None, every, enrollment_group=0, is_randomised=_is_randomised(command))


def event_status(receipt: Receipt) -> dict[str, Any]:
    """The fields of ReportEventStatus that say what a receipt says; since 1.1 it is not signed in the frame."""
    return {
        "issuer_event_id": receipt.issuer_event_id,
        "event_status": int(receipt.status),
        "event_status_time": to_utc_time(receipt.acted),
        "criticality_level_applied": receipt.criticality,
        "cooling_temperature_set_point_applied": _applied(receipt.cooling_set_point_centi_c),
        "heating_temperature_set_point_applied": _applied(receipt.heating_set_point_centi_c),
        "average_load_adjustment_percentage_applied": drlc.NO_LOAD_ADJUSTMENT,
        "duty_cycle_applied": drlc.NO_DUTY_CYCLE,
        "event_control": 0,
        "signature_type": int(drlc.SignatureType.No_Signature),
        "signature": drlc.NO_SIGNATURE,
    }


def _applied(set_point_centi_c: int | None) -> int:
    """A set point in the sixteen bits of an unsigned field, two's complement below zero."""
    return drlc.NO_SET_POINT_APPLIED if set_point_centi_c is None else set_point_centi_c & 0xFFFF


def _is_randomised(command: Any) -> bool:
    return bool(command.cancel_control & drlc.CancelControl.Terminate_with_Randomization)
