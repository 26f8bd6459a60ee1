"""Who may say what, and how strongly it must be secured: one table, for every place that takes a message (C1FR44)."""

from dataclasses import dataclass, replace

from devices.wan.download_words import (
    Block,
    BlockWanted,
    DownloadCancel,
    DownloadOrder,
    DownloadTold,
)
from devices.wan.field_words import (
    BatchReadings,
    BatchReceipt,
    BatchTestResult,
    ForwardedMany,
    GroupFailure,
    GroupRead,
    GroupStanding,
    MetersHeard,
)
from devices.wan.keys import Role
from devices.wan.log_words import LogHead
from devices.wan.meter_words import (
    IntervalsKept,
    IntervalsWanted,
    LinkControl,
    MeterRead,
    MeterReading,
    MeterRecovery,
    MeterTest,
    MeterTestResult,
    NetworkQuery,
    NetworkReport,
    RecoveryResult,
)
from devices.wan.system import Cause
from devices.wan.words import (
    Alarm,
    AttemptsReport,
    ClockConfig,
    DeliveryFailure,
    DeviceReceipt,
    DisplayQuery,
    DisplayReport,
    DisplayTest,
    Envelope,
    EventCancel,
    EventControl,
    Forwarded,
    GroupControl,
    LogPage,
    LogRequest,
    MeterConfig,
    MeterEvent,
    Noun,
    Origin,
    PracticeRequest,
    Readings,
    ReadSchedule,
    ReceiptStage,
    Reply,
    ReportStage,
    SecurityClass,
    Standing,
    TextControl,
    Verb,
)

_STRENGTH = {SecurityClass.PUBLIC: 0, SecurityClass.PRIVATE: 1, SecurityClass.CONTROL: 2}
_PUBLIC, _PRIVATE, _CONTROL = SecurityClass.PUBLIC, SecurityClass.PRIVATE, SecurityClass.CONTROL
_MS, _METER, _MDMS, _CSS = Role.HEAD_END, Role.METER, Role.RECORDS, Role.CUSTOMER_SERVICE
_CONCENTRATOR = Role.CONCENTRATOR


@dataclass(frozen=True, slots=True)
class Rule:
    """The least class, who may be the source, and in which verbs of which nouns (None: any noun)."""

    security: SecurityClass
    sources: frozenset[Role]
    verbs: frozenset[Verb]
    noun: Noun | None


def _rule(security: SecurityClass, sources: set[Role], verbs: set[Verb], noun: Noun | None) -> Rule:
    return Rule(security, frozenset(sources), frozenset(verbs), noun)


_ANYBODY = {_MS, _METER, _MDMS, _CSS, _CONCENTRATOR}
_EVENTS = Noun.END_DEVICE_EVENTS
_CONTROLS = Noun.END_DEVICE_CONTROLS
_CONFIG = Noun.END_DEVICE_CONFIG

REQUIRED: dict[type, Rule] = {
    EventControl: _rule(_CONTROL, {_MS, Role.THIRD_PARTY}, {Verb.CREATE, Verb.CHANGE}, _CONTROLS),
    EventCancel: _rule(_CONTROL, {_MS}, {Verb.CANCEL}, _CONTROLS),
    ReadSchedule: _rule(_CONTROL, {_MS}, {Verb.CREATE, Verb.CHANGE, Verb.CLOSE}, Noun.METER_READ_SCHEDULE),
    ClockConfig: _rule(_CONTROL, {_MS}, {Verb.CREATE, Verb.CHANGE}, _CONFIG),
    MeterConfig: _rule(_CONTROL, {_MS}, {Verb.CREATE, Verb.CHANGE}, _CONFIG),
    TextControl: _rule(_PUBLIC, {_MS, _CSS}, {Verb.CREATE, Verb.CHANGE}, _CONTROLS),
    DisplayTest: _rule(_CONTROL, {_MS}, {Verb.CREATE}, _CONTROLS),
    MeterTest: _rule(_CONTROL, {_MS, _MDMS, _CSS}, {Verb.CREATE}, _CONTROLS),
    MeterRecovery: _rule(_CONTROL, {_MS, _MDMS, _CSS}, {Verb.CREATE}, _CONTROLS),
    MeterTestResult: _rule(_PRIVATE, {_METER}, {Verb.CREATED}, _EVENTS),
    RecoveryResult: _rule(_PRIVATE, {_METER}, {Verb.CREATED}, _EVENTS),
    MeterRead: _rule(_PRIVATE, {_MS}, {Verb.GET}, Noun.METER_READINGS),
    MeterReading: _rule(_PRIVATE, {_METER}, {Verb.REPLY}, Noun.METER_READINGS),
    IntervalsWanted: _rule(_PRIVATE, {_MS}, {Verb.GET}, Noun.METER_READINGS),
    IntervalsKept: _rule(_PRIVATE, {_METER}, {Verb.REPLY}, Noun.METER_READINGS),
    LinkControl: _rule(_CONTROL, {_MS}, {Verb.CHANGE}, _CONFIG),
    NetworkQuery: _rule(_PRIVATE, {_MS}, {Verb.GET}, _EVENTS),
    NetworkReport: _rule(_PRIVATE, {_METER}, {Verb.CREATED, Verb.REPLY}, _EVENTS),
    DownloadOrder: _rule(_CONTROL, {_MS}, {Verb.CREATE}, _CONFIG),
    DownloadCancel: _rule(_CONTROL, {_MS}, {Verb.CANCEL}, _CONFIG),
    BlockWanted: _rule(_PRIVATE, {_METER}, {Verb.GET}, _CONFIG),
    Block: _rule(_CONTROL, {_MS}, {Verb.REPLY}, _CONFIG),
    DownloadTold: _rule(_PRIVATE, {_METER}, {Verb.CREATED}, _EVENTS),
    DisplayQuery: _rule(_PRIVATE, {_MS, _MDMS}, {Verb.GET}, _EVENTS),
    DisplayReport: _rule(_PRIVATE, {_METER}, {Verb.CREATED}, _EVENTS),
    ReportStage: _rule(_PRIVATE, {_MS, _MDMS}, {Verb.REPLY, Verb.CREATED}, _EVENTS),
    LogRequest: _rule(_PRIVATE, {_MS}, {Verb.GET}, _EVENTS),
    ReceiptStage: _rule(_PRIVATE, {_MS, _MDMS}, {Verb.REPLY, Verb.CREATED}, _EVENTS),
    Reply: _rule(_PRIVATE, _ANYBODY | {Role.THIRD_PARTY}, {Verb.REPLY}, None),
    MeterEvent: _rule(_PRIVATE, {_METER}, {Verb.CREATED, Verb.REPLY}, _EVENTS),
    DeviceReceipt: _rule(_PRIVATE, {_METER}, {Verb.CREATED, Verb.REPLY}, _EVENTS),
    PracticeRequest: _rule(_PRIVATE, {_METER}, {Verb.CREATED}, _EVENTS),
    LogPage: _rule(_PRIVATE, {_METER}, {Verb.REPLY}, _EVENTS),
    Readings: _rule(_PRIVATE, {_METER}, {Verb.CREATED, Verb.REPLY}, Noun.METER_READINGS),
    AttemptsReport: _rule(_PRIVATE, _ANYBODY, {Verb.CREATED}, _EVENTS),
    Alarm: _rule(_PRIVATE, _ANYBODY, {Verb.CREATED}, _EVENTS),
    DeliveryFailure: _rule(_PRIVATE, {_MS}, {Verb.CREATED}, _EVENTS),
    Forwarded: _rule(_PRIVATE, {_MS, _MDMS}, {Verb.CREATED}, None),
    Standing: _rule(_PRIVATE, {_MDMS}, {Verb.CREATED, Verb.CHANGE}, _EVENTS),
    GroupControl: _rule(_CONTROL, {_MS}, {Verb.CREATE, Verb.CHANGE, Verb.CANCEL, Verb.CLOSE}, None),
    GroupRead: _rule(_PRIVATE, {_MS}, {Verb.GET}, Noun.METER_READINGS),
    GroupFailure: _rule(_PRIVATE, {_MS}, {Verb.CREATED}, _EVENTS),
    ForwardedMany: _rule(_PRIVATE, {_MS}, {Verb.CREATED}, _EVENTS),
    GroupStanding: _rule(_PRIVATE, {_MDMS}, {Verb.CREATED}, _EVENTS),
    MetersHeard: _rule(_PRIVATE, {_CONCENTRATOR}, {Verb.CREATED}, _EVENTS),
    BatchReceipt: _rule(_PRIVATE, {_CONCENTRATOR}, {Verb.CREATED}, _EVENTS),
    BatchTestResult: _rule(_PRIVATE, {_CONCENTRATOR}, {Verb.CREATED}, _EVENTS),
    BatchReadings: _rule(_PRIVATE, {_CONCENTRATOR}, {Verb.CREATED}, Noun.METER_READINGS),
    LogHead: _rule(_CONTROL, {_MS, _MDMS, _CSS, _CONCENTRATOR}, {Verb.CREATED}, _EVENTS),
}


def broken(envelope: Envelope, security: SecurityClass, role: Role) -> tuple[Cause, str] | None:
    """Why a message of a source in that role, verified in that class, may not be acted on; None: it may."""
    body = envelope.body
    rule = REQUIRED[type(body)]
    what = f"{envelope.verb.value}({envelope.noun.value}) of {type(body).__name__}"
    if _STRENGTH[security] < _STRENGTH[rule.security]:
        return Cause.DOWNGRADED, f"{what} came {security.value} and must be {rule.security.value}."
    if role not in rule.sources:
        return Cause.NOT_AUTHORISED, f"{envelope.source} may not send {what}."
    if envelope.verb not in rule.verbs or rule.noun not in (None, envelope.noun):
        return Cause.NOT_AUTHORISED, f"{what} is nothing that is said."
    if role is Role.THIRD_PARTY and isinstance(body, EventControl) and body.origin is not Origin.THIRD_PARTY:
        return Cause.NOT_AUTHORISED, f"{envelope.source} may not speak for the utility."
    if isinstance(body, GroupControl):
        return _broken_within(envelope, body, security, role)
    return None


def _broken_within(
    envelope: Envelope, group: GroupControl, security: SecurityClass, role: Role
) -> tuple[Cause, str] | None:
    """What is said to many must be what may be said to one."""
    if isinstance(group.body, GroupControl | Forwarded | ForwardedMany):
        return Cause.NOT_AUTHORISED, f"{type(group.body).__name__} is nothing that is said to meters."
    return broken(replace(envelope, body=group.body), security, role)
