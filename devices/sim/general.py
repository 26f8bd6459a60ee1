"""The general commands of the ZCL, as a device answers them (ZCL 2.5)."""

from collections.abc import Callable
from typing import Any, Final

import zigpy.types as t
from zigpy.zcl import foundation
from zigpy.zcl.foundation import AttributeReportingConfig, CommandSchema, GeneralCommand, ReportingDirection, Status

from devices.moment import Moment
from devices.sim.cluster import MAX_PAYLOAD, Answer, Attribute, ClusterInstance
from devices.sim.reporting import NEVER, NO_PERIOD

MAX_RECORDS_LENGTH: Final = MAX_PAYLOAD - 3
"""Octets left for records in one unfragmented frame; a longer answer is cut at a record's end."""

UNREPORTABLE: Final = frozenset(
    {foundation.DataTypeId.octstr, foundation.DataTypeId.string, foundation.DataTypeId.octstr16}
)
REVERT_TO_DEFAULT: Final = (0xFFFF, 0x0000)  # this device has no default reports, so there is nothing to revert to


_direction: Final[Any] = ReportingDirection  # zigpy's types take plain numbers, but do not say so
_uint16: Final[Any] = t.uint16_t
_data_type: Final[Any] = foundation.DataTypeId


def response(command: GeneralCommand, **fields: object) -> CommandSchema:
    """A general command by its identifier."""
    made: CommandSchema = foundation.GENERAL_COMMANDS[command].schema(**fields)
    return made


def read_attributes(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Read Attributes: a record each, as many as fit."""
    records, length = [], 0
    for attribute_id in request.attribute_ids:
        record = instance.record(int(attribute_id))
        length += len(record.serialize())
        if length > MAX_RECORDS_LENGTH:
            break
        records.append(record)
    return response(GeneralCommand.Read_Attributes_rsp, status_records=records)


def _check_write(instance: ClusterInstance, written: Any) -> Status:
    attribute = instance.attributes.get(int(written.attrid))
    if attribute is None:
        return Status.UNSUPPORTED_ATTRIBUTE
    if attribute.write is None:
        return Status.READ_ONLY
    if written.value.type != attribute.definition.zcl_type:
        return Status.INVALID_DATA_TYPE
    return Status.SUCCESS


def _write(instance: ClusterInstance, written: Any) -> Status:
    status = _check_write(instance, written)
    attribute = instance.attributes.get(int(written.attrid))
    if status is Status.SUCCESS and attribute is not None and attribute.write is not None:
        return attribute.write(written.value.value)
    return status


def _write_response(statuses: list[tuple[Status, int]]) -> Answer:
    record = foundation.WriteAttributesStatusRecord
    failed = [record(status=status, attrid=attrid) for status, attrid in statuses if status is not Status.SUCCESS]
    records = foundation.WriteAttributesResponse(failed or [record(status=Status.SUCCESS)])
    return response(GeneralCommand.Write_Attributes_rsp, status_records=records)


def write_attributes(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Write Attributes: each by itself."""
    return _write_response([(_write(instance, one), int(one.attrid)) for one in request.attributes])


def write_attributes_undivided(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Write Attributes Undivided: all or none."""
    statuses = [(_check_write(instance, one), int(one.attrid)) for one in request.attributes]
    if any(status is not Status.SUCCESS for status, _ in statuses):
        return _write_response(statuses)
    return write_attributes(instance, request, _at)


def write_attributes_no_response(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Write Attributes No Response: nothing goes back, whatever happened."""
    for one in request.attributes:
        _write(instance, one)
    return ()


def configure_reporting(instance: ClusterInstance, request: Any, at: Moment) -> Answer:
    """Configure Reporting: a record for each that was refused, or one SUCCESS."""
    record = foundation.ConfigureReportingResponseRecord
    records = foundation.ConfigureReportingResponse()
    for config in request.config_records:
        status = _configure_one(instance, config, at)
        records.append(record(status=status, direction=config.direction, attrid=config.attrid))
    return response(GeneralCommand.Configure_Reporting_rsp, status_records=records or [record(status=Status.SUCCESS)])


def _configure_one(instance: ClusterInstance, config: AttributeReportingConfig, at: Moment) -> Status:
    attribute = instance.attributes.get(int(config.attrid))
    if config.direction != ReportingDirection.SendReports or attribute is None or attribute.read() is None:
        return Status.UNSUPPORTED_ATTRIBUTE
    if attribute.definition.zcl_type in UNREPORTABLE or not instance.is_reportable:
        return Status.UNREPORTABLE_ATTRIBUTE
    if config.datatype != attribute.definition.zcl_type:
        return Status.INVALID_DATA_TYPE
    min_s, max_s = int(config.min_interval), int(config.max_interval)
    if (min_s, max_s) == REVERT_TO_DEFAULT:
        max_s = NEVER
    elif max_s not in (NEVER, NO_PERIOD) and min_s > max_s:
        return Status.INVALID_VALUE
    change = getattr(config, "reportable_change", None)
    instance.reports.configure(
        int(config.attrid), int(config.datatype), min_s, max_s, None if change is None else int(change), at.monotonic_s
    )
    return Status.SUCCESS


def read_reporting_configuration(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Read Reporting Configuration: what holds, NOT_FOUND where nothing was configured."""
    records = [_reporting_record(instance, int(one.direction), int(one.attrid)) for one in request.attribute_records]
    return response(GeneralCommand.Read_Reporting_Configuration_rsp, attribute_configs=records)


def _reporting_record(
    instance: ClusterInstance, direction: int, attribute_id: int
) -> foundation.AttributeReportingConfigWithStatus:
    config = AttributeReportingConfig()
    config.direction, config.attrid = _direction(direction & 1), _uint16(attribute_id)
    subscription = instance.reports.subscriptions.get(attribute_id)
    if direction != ReportingDirection.SendReports or attribute_id not in instance.attributes:
        status = Status.UNSUPPORTED_ATTRIBUTE
    elif subscription is None:
        status = Status.NOT_FOUND
    else:
        status = Status.SUCCESS
        config.datatype = _data_type(subscription.type_id)
        config.min_interval, config.max_interval = subscription.min_s, subscription.max_s
        config.reportable_change = subscription.change or 0
    return foundation.AttributeReportingConfigWithStatus(status=status, config=config)


def _page(present: list[Attribute], first: int, count: int) -> tuple[bool, list[Attribute]]:
    found = [attribute for attribute in present if attribute.definition.id >= first]
    return len(found) <= count, found[:count]


def discover_attributes(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Discover Attributes: identifiers and types, by rising identifier."""
    room = MAX_RECORDS_LENGTH // 3
    is_complete, found = _page(instance.present, request.start_attribute_id, min(request.max_attribute_ids, room))
    record = foundation.DiscoverAttributesResponseRecord
    info = [record(attrid=one.definition.id, datatype=one.definition.zcl_type) for one in found]
    return response(GeneralCommand.Discover_Attributes_rsp, discovery_complete=is_complete, attribute_info=info)


def discover_attributes_extended(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Discover Attributes Extended: with what may be done to each."""
    room = MAX_RECORDS_LENGTH // 4
    is_complete, found = _page(instance.present, request.start_attribute_id, min(request.max_attribute_ids, room))
    info = [
        foundation.DiscoverAttributesExtendedResponseRecord(
            attrid=one.definition.id, datatype=one.definition.zcl_type, acl=_access(one)
        )
        for one in found
    ]
    return response(
        GeneralCommand.Discover_Attribute_Extended_rsp, discovery_complete=is_complete, extended_attr_info=info
    )


def _access(attribute: Attribute) -> foundation.AttributeAccessControl:
    access = foundation.AttributeAccessControl.READ
    if attribute.write is not None:
        access |= foundation.AttributeAccessControl.WRITE
    if attribute.definition.zcl_type not in UNREPORTABLE:
        access |= foundation.AttributeAccessControl.REPORT
    return access


def discover_commands_received(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Discover Commands Received: those that this device acts on."""
    return _commands(GeneralCommand.Discover_Commands_Received_rsp, sorted(instance.commands), request)


def discover_commands_generated(instance: ClusterInstance, request: Any, _at: Moment) -> Answer:
    """Discover Commands Generated: those that this device sends."""
    return _commands(GeneralCommand.Discover_Commands_Generated_rsp, sorted(instance.generated), request)


def _commands(command: GeneralCommand, known: list[int], request: Any) -> Answer:
    found = [one for one in known if one >= request.start_command_id]
    page = found[: request.max_command_ids]
    return response(command, discovery_complete=len(page) == len(found), command_ids=page)


ACTIONS: Final[dict[int, Callable[[ClusterInstance, Any, Moment], Answer]]] = {
    GeneralCommand.Read_Attributes: read_attributes,
    GeneralCommand.Write_Attributes: write_attributes,
    GeneralCommand.Write_Attributes_Undivided: write_attributes_undivided,
    GeneralCommand.Write_Attributes_No_Response: write_attributes_no_response,
    GeneralCommand.Configure_Reporting: configure_reporting,
    GeneralCommand.Read_Reporting_Configuration: read_reporting_configuration,
    GeneralCommand.Discover_Attributes: discover_attributes,
    GeneralCommand.Discover_Attribute_Extended: discover_attributes_extended,
    GeneralCommand.Discover_Commands_Received: discover_commands_received,
    GeneralCommand.Discover_Commands_Generated: discover_commands_generated,
}
"""What a device does with each general command; responses and reports of others are none of its business."""
