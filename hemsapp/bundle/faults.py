"""What went wrong in a recording: who fell silent, who was heard badly, what never reached the utility, and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import groupby

from devices.errors import JoinFault
from devices.messages import DeviceKind, Eui64, Exchanged, JoinFailed, RadioChanged, RadioState, Reading
from hemsapp.bundle.lines import Heard
from hemsapp.snapshot import SILENT_S
from hemsapp.snapshot.signal import FEW, LOST_S, OK_RATE

_RUN = 5
_ALLOWED_S = 120.0
"""So long a receipt may be on its way to the utility."""


class FaultKind(Enum):
    """What can be the matter with a home."""

    RADIO_LOST = "radio lost"
    METER_SILENT = "meter silent"
    DEVICE_SILENT = "device silent"
    DEVICE_WEAK = "device weak"
    JOIN_FAILED = "join failed"
    RECEIPTS_LOST = "receipts lost"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, of one device where it has one; `end` None: it lasted to the recording's end.

    `percent` of the exchanges of a weak device failed; `why` a device did not come in.
    """

    kind: FaultKind
    start: datetime
    end: datetime | None = None
    device: Eui64 | None = None
    percent: int | None = None
    why: JoinFault | None = None

    def lasts_into(self, other: "Fault") -> bool:
        """Do the two share any time?"""
        return (self.end is None or self.end >= other.start) and (other.end is None or other.end >= self.start)


@dataclass(frozen=True, slots=True)
class Owed:
    """A receipt: since when it is owed, when the utility's records had it (None: not yet)."""

    since: datetime
    arrived: datetime | None


def found(
    heard: Sequence[Heard], kinds: Mapping[Eui64, DeviceKind], receipts: Iterable[Owed], until: datetime
) -> tuple[Fault, ...]:
    """Every fault of the recording that ends at `until`, in the order in which they began."""
    radio = _radio(heard)
    meters = {device for device, kind in kinds.items() if kind is DeviceKind.METER_GATEWAY}
    faults = [*radio, *_meter(heard, meters, radio, until), *_joins(heard), *_receipts(receipts, until)]
    for device, exchanges in _exchanges(heard).items():
        if device in kinds and device not in meters:
            faults += _device(device, exchanges)
    return tuple(sorted(faults, key=lambda fault: fault.start))


def _radio(heard: Sequence[Heard]) -> list[Fault]:
    faults, lost = [], None
    for each in heard:
        if isinstance(each.message, RadioChanged):
            if each.message.state is RadioState.LOST:
                lost = lost or each.at
            elif each.message.state is RadioState.READY and lost is not None:
                faults.append(Fault(FaultKind.RADIO_LOST, lost, each.at))
                lost = None
    return faults if lost is None else [*faults, Fault(FaultKind.RADIO_LOST, lost)]


def _meter(heard: Sequence[Heard], meters: set[Eui64], radio: list[Fault], until: datetime) -> list[Fault]:
    """Silences between its readings that the radio does not explain."""
    faults = []
    for meter in sorted(meters):
        read = [each.at for each in heard if isinstance(each.message, Reading) and each.message.device == meter]
        for last, following in zip(read, [*read[1:], None], strict=True):
            silence = Fault(FaultKind.METER_SILENT, last, following, meter)
            if ((following or until) - last).total_seconds() > SILENT_S and not any(map(silence.lasts_into, radio)):
                faults.append(silence)
    return faults


def _exchanges(heard: Sequence[Heard]) -> dict[Eui64, list[tuple[datetime, bool]]]:
    exchanges: defaultdict[Eui64, list[tuple[datetime, bool]]] = defaultdict(list)
    for each in heard:
        if isinstance(each.message, Exchanged):
            exchanges[each.message.device].append((each.at, each.message.is_answered))
    return exchanges


def _device(device: Eui64, exchanges: list[tuple[datetime, bool]]) -> list[Fault]:
    """Runs of failures are silences; what fails between them makes a weak one."""
    faults: list[Fault] = []
    others: list[tuple[datetime, bool]] = []
    runs = [list(run) for _, run in groupby(exchanges, key=lambda each: each[1])]
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        end = following[0][0] if following else None
        lasted_s = ((end or run[-1][0]) - run[0][0]).total_seconds()
        if not run[0][1] and len(run) >= _RUN and lasted_s >= LOST_S:
            faults.append(Fault(FaultKind.DEVICE_SILENT, run[0][0], end, device))
        else:
            others += run
    failed = [place for place, (_, is_answered) in enumerate(others) if not is_answered]
    if failed:
        bad = others[failed[0] : failed[-1] + 1]
        if len(bad) >= FEW and len(failed) > (1 - OK_RATE) * len(bad):
            percent = round(100 * len(failed) / len(bad))
            faults.append(Fault(FaultKind.DEVICE_WEAK, bad[0][0], bad[-1][0], device, percent))
    return faults


def _joins(heard: Sequence[Heard]) -> list[Fault]:
    failed = [(each.at, each.message) for each in heard if isinstance(each.message, JoinFailed)]
    return [Fault(FaultKind.JOIN_FAILED, at, at, message.device, why=message.why) for at, message in failed]


def _receipts(receipts: Iterable[Owed], until: datetime) -> list[Fault]:
    """One stretch: from the first receipt that the utility did not get in time, to when one came through again."""
    allowed = timedelta(seconds=_ALLOWED_S)
    late = sorted((each for each in receipts if (each.arrived or until) - each.since > allowed), key=lambda e: e.since)
    if not late:
        return []
    arrived = [each.arrived for each in late]
    ends = [at for at in arrived if at is not None]
    return [Fault(FaultKind.RECEIPTS_LOST, late[0].since, min(ends) if len(ends) == len(arrived) else None)]
