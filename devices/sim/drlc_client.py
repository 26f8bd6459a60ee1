"""The DRLC cluster (0x0701), client, of a device that carries load control events out by itself."""

from collections.abc import Mapping
from random import Random
from typing import Any, Final

from zigpy.zcl.foundation import CommandSchema, Status

from devices.demand_response import EventStatus
from devices.moment import Moment
from devices.se.drlc import (
    NO_DUTY_CYCLE,
    NO_LOAD_ADJUSTMENT,
    NO_OFFSET,
    NO_SET_POINT,
    NO_SET_POINT_APPLIED,
    NO_SIGNATURE,
    CancelControl,
    Drlc,
    EventControl,
)
from devices.se.profile import DRLC
from devices.se.values import INVALID_UTC_TIME, NOW
from devices.sim.arguments import Arguments
from devices.sim.cluster import Answer, ClusterInstance, attributes
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.device import DeviceVerb, HomeNode
from devices.sim.device_journal import DeviceJournal
from devices.sim.event_client import Actor, ClientEvent, EventClient, Report
from devices.sim.house.house import SECOND_US
from devices.sim.node import ApsFrame
from devices.wan.journal import Noted, receipt_detail

MAX_RANDOMISATION_MINUTES: Final = 60


class DrlcClient:
    """Frames in and out of an `EventClient`; as the house's `Counter` it acts at the very second."""

    def __init__(self, node: HomeNode, journal: DeviceJournal, device_class: int, actor: Actor, chance: Random) -> None:
        self._node, self._house, self._journal = node, node.home.house, journal
        self.client = EventClient(device_class, chance, actor, node.home.save)
        self._house.counters.append(self)

    @property
    def now_s(self) -> int:
        """The device's clock, seconds since 1970."""
        return self._house.at_us // SECOND_US

    # The house's counter

    @property
    def next_cut_us(self) -> int:
        """When the next event starts or ends."""
        return self.client.next_s() * SECOND_US

    @property
    def next_due_us(self) -> int:
        """When the next event starts or ends, or the next report goes out."""
        reports_s = [report.due_s for report in self.client.reports]
        return max(self._house.at_us + 1, min([self.client.next_s(), *reports_s]) * SECOND_US)

    def flow(self, duration_us: int, watts: int) -> None:
        """Count nothing."""

    def cut(self, _at_us: int) -> None:
        """Start and end what is due."""
        self.client.step(self.now_s)

    # The air

    def instance(self) -> ClusterInstance:
        """The client side of the cluster."""
        client = self.client
        readers = {
            "utility_enrollment_group": lambda: client.group,
            "start_randomization_minutes": lambda: client.start_randomisation_minutes,
            "duration_randomization_minutes": lambda: client.duration_randomisation_minutes,
            "device_class_value": lambda: client.device_class,
        }
        writers = {
            "utility_enrollment_group": lambda value: self._set("group", int(value), 0xFF),
            "start_randomization_minutes": lambda value: self._set(
                "start_randomisation_minutes", int(value), MAX_RANDOMISATION_MINUTES
            ),
            "duration_randomization_minutes": lambda value: self._set(
                "duration_randomisation_minutes", int(value), MAX_RANDOMISATION_MINUTES
            ),
            "device_class_value": lambda _value: Status.NOT_AUTHORIZED,
        }
        commands = {0x00: self._load_control, 0x01: self._cancel, 0x02: self._cancel_all}
        return ClusterInstance(Drlc, is_server=False, attributes=attributes(Drlc, readers, writers), commands=commands)

    def frames(self) -> list[ApsFrame]:
        """Reports that are due, each to whoever sent its event."""
        frames: list[ApsFrame] = []
        for report in self.client.due_reports(self.now_s):
            detail = receipt_detail(report.status, self._node.eui64)
            self._journal.note(Noted.DEVICE_REPORTED, report.issuer_event_id, detail)
            frames += self._node.server.send(DRLC, _report_event_status(report), report.to, is_from_server=False)
        return frames

    def _set(self, name: str, value: int, highest: int) -> Status:
        if value > highest:
            return Status.INVALID_VALUE
        setattr(self.client, name, value)
        return Status.SUCCESS

    def _load_control(self, request: Any, _at: Moment) -> Answer:
        now_s = self.now_s
        duration = int(request.duration_in_minutes)
        if int(request.start_time) == INVALID_UTC_TIME:
            duration = 0  # it is rejected, as one without a duration is
        start_s = now_s if int(request.start_time) == NOW else int(request.start_time) + ZCL_EPOCH_S
        cooling, heating = (
            None if int(raw) == NO_OFFSET else int(raw) * 10
            for raw in (request.cooling_temperature_offset, request.heating_temperature_offset)
        )
        event = ClientEvent(
            issuer_event_id=int(request.issuer_event_id),
            device_class=int(request.device_class),
            group=int(request.utility_enrollment_group),
            start_s=start_s,
            end_s=start_s + duration * 60,
            criticality=int(request.criticality_level),
            sender=self._node.server.asker,
            cooling_offset_centi_c=cooling,
            heating_offset_centi_c=heating,
            cooling_centi_c=_used(request.cooling_temperature_set_point, NO_SET_POINT),
            heating_centi_c=_used(request.heating_temperature_set_point, NO_SET_POINT),
            load_adjustment_percent=_used(request.average_load_adjustment_percentage, NO_LOAD_ADJUSTMENT),
            duty_cycle_percent=_used(request.duty_cycle, NO_DUTY_CYCLE),
            is_start_randomised=bool(request.event_control & EventControl.Randomize_Start_Time),
            is_duration_randomised=bool(request.event_control & EventControl.Randomize_Duration_Time),
        )
        self.client.receive(event, duration, now_s)
        return Status.SUCCESS

    def _cancel(self, request: Any, _at: Moment) -> Answer:
        effective = int(request.effective_time)
        self.client.cancel(
            int(request.issuer_event_id),
            int(request.device_class),
            int(request.utility_enrollment_group),
            None if effective == NOW else effective + ZCL_EPOCH_S,
            self._node.server.asker,
            self.now_s,
            is_randomised=bool(request.cancel_control & CancelControl.Terminate_with_Randomization),
        )
        return Status.SUCCESS

    def _cancel_all(self, request: Any, _at: Moment) -> Answer:
        is_randomised = bool(request.cancel_control & CancelControl.Terminate_with_Randomization)
        self.client.cancel_all(self.now_s, is_randomised=is_randomised)
        return Status.SUCCESS

    # The person

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """What a person does about events at the device itself."""
        return {"opt_out": self._opt_out, "opt_in": self._opt_in, "events": self._events}

    def _opt_out(self, arguments: Arguments) -> None:
        """Take no part: {issuer_event_id?}."""
        arguments.refuse_others("issuer_event_id")
        self.client.opt_out(self.now_s, _event_id(arguments))

    def _opt_in(self, arguments: Arguments) -> None:
        """Take part again: {issuer_event_id?}."""
        arguments.refuse_others("issuer_event_id")
        self.client.opt_in(self.now_s, _event_id(arguments))

    def _events(self, arguments: Arguments) -> object:
        """Tell what events the device holds: {}."""
        arguments.refuse_others()
        running = self.client.running
        return [
            {
                "issuer_event_id": event.issuer_event_id,
                "start_s": event.start_s,
                "end_s": event.end_s,
                "criticality": event.criticality,
                "is_running": running is event,
            }
            for event in self.client.events
        ]


def _event_id(arguments: Arguments) -> int | None:
    return arguments.integer("issuer_event_id") if arguments.has("issuer_event_id") else None


def _used(raw: int, unused: int) -> int | None:
    return None if int(raw) == unused else int(raw)


def _report_event_status(report: Report) -> CommandSchema:
    """ReportEventStatus, unsigned since Smart Energy 1.1."""
    command: CommandSchema = Drlc.ServerCommandDefs.report_event_status.schema(
        issuer_event_id=report.issuer_event_id,
        event_status=int(EventStatus(report.status)),
        event_status_time=report.at_s - ZCL_EPOCH_S,
        criticality_level_applied=report.criticality,
        cooling_temperature_set_point_applied=_applied(report.cooling_centi_c),
        heating_temperature_set_point_applied=_applied(report.heating_centi_c),
        average_load_adjustment_percentage_applied=NO_LOAD_ADJUSTMENT,
        duty_cycle_applied=NO_DUTY_CYCLE,
        event_control=0,
        signature_type=0,
        signature=list(NO_SIGNATURE),
    )
    return command


def _applied(centi_c: int | None) -> int:
    return NO_SET_POINT_APPLIED if centi_c is None else centi_c & 0xFFFF
