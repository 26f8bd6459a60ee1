"""Demand Response and Load Control (0x0701), server, and Price's critical peak events."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from zigpy.zcl.foundation import CommandSchema, Status

from devices.demand_response import CppAuth
from devices.moment import Moment
from devices.se.drlc import NO_DUTY_CYCLE, NO_LOAD_ADJUSTMENT, NO_OFFSET, NO_SET_POINT, Drlc, EventControl
from devices.se.price import CppPriceTier, Price, TariffType
from devices.se.values import NOW
from devices.sim.cluster import Answer, ClusterInstance
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.meter.duties import Duties
from devices.sim.meter.ledger import from_us, to_us
from devices.sim.meter.receipt_log import Said
from devices.wan import words

PROVIDER_ID: Final = 0x00000001
ANY_EVENT: Final = 0xFFFFFFFF
MANDATORY: Final = 7
"""The first criticality at which nobody is asked."""


def zcl_time(at: datetime) -> int:
    """UTCTime of an instant."""
    return to_us(at) // 1_000_000 - ZCL_EPOCH_S


def load_control_event(control: words.EventControl) -> CommandSchema:
    """LoadControlEvent; an offset is rounded to a tenth of a degree."""
    flags = 0
    if control.is_start_randomised:
        flags |= EventControl.Randomize_Start_Time
    if control.is_duration_randomised:
        flags |= EventControl.Randomize_Duration_Time

    def given(value: int | None, unused: int) -> int:
        return unused if value is None else value

    def offset(centi_c: int | None) -> int:
        return NO_OFFSET if centi_c is None else (centi_c + 5) // 10

    command: CommandSchema = Drlc.ClientCommandDefs.load_control_event.schema(
        issuer_event_id=control.issuer_event_id,
        device_class=control.device_class,
        utility_enrollment_group=control.enrollment_group,
        start_time=zcl_time(control.start),
        duration_in_minutes=control.duration_minutes,
        criticality_level=control.criticality,
        cooling_temperature_offset=offset(control.cooling_offset_centi_c),
        heating_temperature_offset=offset(control.heating_offset_centi_c),
        cooling_temperature_set_point=given(control.cooling_set_point_centi_c, NO_SET_POINT),
        heating_temperature_set_point=given(control.heating_set_point_centi_c, NO_SET_POINT),
        average_load_adjustment_percentage=given(control.load_adjustment_percent, NO_LOAD_ADJUSTMENT),
        duty_cycle=given(control.duty_cycle_percent, NO_DUTY_CYCLE),
        event_control=flags,
    )
    return command


def cancel_load_control_event(control: words.EventControl, *, is_randomised: bool) -> CommandSchema:
    """CancelLoadControlEvent, effective now."""
    command: CommandSchema = Drlc.ClientCommandDefs.cancel_load_control_event.schema(
        issuer_event_id=control.issuer_event_id,
        device_class=control.device_class,
        utility_enrollment_group=control.enrollment_group,
        cancel_control=int(is_randomised),
        effective_time=NOW,
    )
    return command


def authorisation(control: words.EventControl) -> CppAuth:
    """Pending while the customer may answer; a mandatory event is forced."""
    return CppAuth.FORCED if control.criticality >= MANDATORY else CppAuth.PENDING


def publish_cpp_event(control: words.EventControl) -> CommandSchema:
    """PublishCPPEvent."""
    command: CommandSchema = Price.ClientCommandDefs.publish_cpp_event.schema(
        provider_id=PROVIDER_ID,
        issuer_event_id=control.issuer_event_id,
        start_time=zcl_time(control.start),
        duration_in_minutes=control.duration_minutes,
        tariff_type=TariffType.Delivered,
        cpp_price_tier=CppPriceTier.CPP1,
        cpp_auth=int(authorisation(control)),
    )
    return command


def drlc(duties: Duties, asker: Callable[[], str], has_tunnel: Callable[[str], bool]) -> ClusterInstance:
    """The cluster instance of a meter; `asker` names who sent the frame that is being answered."""

    def report_event_status(request: Any, _at: Moment) -> Answer:
        sender = asker()
        at_s = int(request.event_status_time) + ZCL_EPOCH_S
        event_id, status = int(request.issuer_event_id), int(request.event_status)
        said = Said(sender, sender, sender, event_id, status, from_us(at_s * 1_000_000))
        duties.report_status(said, has_tunnel=has_tunnel(sender))
        return Status.SUCCESS

    def get_scheduled_events(request: Any, _at: Moment) -> Answer:
        start, count = int(request.start_time), int(request.number_of_events)
        since = None if start == NOW else from_us((start + ZCL_EPOCH_S) * 1_000_000)
        least_id = getattr(request, "issuer_event_id", None)
        controls = duties.scheduled(asker(), since, 0 if least_id in (None, ANY_EVENT) else int(least_id))
        return [load_control_event(one) for one in controls[: count or None]] or Status.NOT_FOUND

    return ClusterInstance(Drlc, commands={0x00: report_event_status, 0x01: get_scheduled_events})


def cpp1_price(duties: Duties) -> Callable[[], Decimal | None]:
    """CPP1Price: of the critical peak that is active, or comes next; None if there is none."""

    def read() -> Decimal | None:
        peaks = [one.control for one in duties.events.book.live() if one.control is not None]
        return next((one.price for one in peaks if one.program is words.Program.CRITICAL_PEAK), None)

    return read


def cpp_event_response(duties: Duties, asker: Callable[[], str]) -> Callable[[int, int], Status]:
    """CPPEventResponse: whether the customer takes part, noted in the journal."""

    def take(event_id: int, answer: int) -> Status:
        return Status.SUCCESS if duties.answer_critical_peak(asker(), event_id, answer) else Status.NOT_FOUND

    return take
