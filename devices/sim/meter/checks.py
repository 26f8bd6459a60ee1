"""What a remote test looks at in the meter itself: its links, its clock, its events, its recording."""

from datetime import datetime, timedelta
from typing import Final

from devices.demand_response import MeterEventStatus
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.events import HeldEvent
from devices.sim.meter.home_duties import HomeDuties
from devices.sim.meter.meter_log import MeterLog
from devices.wan.meter_words import DeviceLink, Found, MeterCheck

UNANSWERED_FOR: Final = timedelta(hours=1)
ON_ITS_WAY: Final = timedelta(seconds=60)
LATE: Final = timedelta(seconds=5)
TOLERANCE_S: Final = 30
DAY_S: Final = 86_400


class Examination:
    """One test: `sent` is when the head end sent it, `came` when it came, by the meter's clock.

    `signal_dbm` is how strongly the meter hears the utility's network.
    """

    def __init__(
        self, log: MeterLog, events: EventDuties, home: HomeDuties, sent: datetime, came: datetime, signal_dbm: int
    ) -> None:
        self._log, self._events, self._home = log, events, home
        self._sent, self._came = sent, came
        self._signal_dbm = signal_dbm

    def of(self, check: MeterCheck) -> Found:
        """What that check finds."""
        is_good, found = {
            MeterCheck.UTILITY_LINK: self._utility_link,
            MeterCheck.HOME_DEVICES: self._home_devices,
            MeterCheck.CLOCK: self._clock,
            MeterCheck.EVENTS: self._event_statuses,
            MeterCheck.FACE: self._face,
            MeterCheck.RECORDING: self._recording,
            MeterCheck.COMMUNICATION: self._communication,
        }[check]()
        return Found(check, is_good, found)

    def devices(self) -> tuple[DeviceLink, ...]:
        """The link to each customer device: who was heard since the test came is reached."""
        contacts = self._home.contacts
        return tuple(
            DeviceLink(
                *(who, one.last >= self._came, one.last, contacts[who].state if who in contacts else ""),
                one.signal_dbm,
            )
            for who, one in sorted(self._home.radio.devices.items())
        )

    def _utility_link(self) -> tuple[bool, str]:
        waiting, oldest = self._log.ledger.unanswered()
        signal = f"signal {self._signal_dbm} dBm"
        if not waiting:
            return True, f"{signal}, nothing waits for an answer"
        is_good = oldest is not None and self._log.now - oldest <= UNANSWERED_FOR
        return is_good, f"{signal}, {waiting} messages wait for an answer, the oldest since {_time(oldest)}"

    def _home_devices(self) -> tuple[bool, str]:
        devices = self.devices()
        silent = [one.device for one in devices if not one.is_reached]
        told = f"{len(devices) - len(silent)} of {len(devices)} devices answered"
        return not silent, told if not silent else f"{told}, silent: {', '.join(silent)}"

    def _clock(self) -> tuple[bool, str]:
        tolerated = timedelta(seconds=int(self._log.ledger.setting("clock_tolerance_s", TOLERANCE_S)))
        off = self._came - self._sent
        return -tolerated <= off <= tolerated + ON_ITS_WAY, f"{off.total_seconds():+.1f} s from the head end's"

    def _event_statuses(self) -> tuple[bool, str]:
        wrong = [
            f"event {one.issuer_event_id} is {one.status.value}, and its time says {due.value}"
            for one, due in self._expected()
            if one.status is not due
        ]
        return not wrong, "; ".join(wrong) or f"{len(self._events.book.live())} events follow the clock"

    def _face(self) -> tuple[bool, str]:
        wrong = [
            f"event {one.issuer_event_id} is shown {one.shown or 'not at all'}, and its time says {due.value}"
            for one, due in self._expected()
            if one.shown != due.value
        ]
        return not wrong, "; ".join(wrong) or "it shows what the clock says"

    def _expected(self) -> list[tuple[HeldEvent, MeterEventStatus]]:
        """Live events with the status that the clock says, but for those that turn just now."""
        now = self._log.now
        return [
            (one, _due(one, now))
            for one in self._events.book.live()
            if abs(now - one.start) > LATE and abs(now - one.end) > LATE
        ]

    def _recording(self) -> tuple[bool, str]:
        meter = self._log.meter
        recorder, now_s = meter.recorder, meter.now_s
        day = [one for one in recorder.intervals if one.end_s > now_s - DAY_S]
        delivered_wh, received_wh = meter.registers_wh
        faults = []
        if recorder.end_s <= now_s:
            faults.append("the running interval was not finished in time")
        if delivered_wh < recorder.mark_wh[0] or received_wh < recorder.mark_wh[1]:
            faults.append("a register runs backwards")
        if not self._log.ledger.is_sound():
            faults.append("the log is damaged")
        told = f"{len(day)} intervals in a day, {delivered_wh} Wh drawn, {received_wh} Wh given, 2 channels"
        return not faults, "; ".join([*faults, told])

    def _communication(self) -> tuple[bool, str]:
        radio = self._home.radio
        logged, owed = self._home.receipts.count()
        faults = ["the home radio does not send"] if radio.is_hung else []
        faults += [] if radio.is_enabled else ["the home link is disabled"]
        told = f"{radio.sent} frames sent, {radio.received} heard, {owed} of {logged} receipts owed"
        return not faults, "; ".join([*faults, told])


def _due(event: HeldEvent, now: datetime) -> MeterEventStatus:
    if now >= event.end:
        return MeterEventStatus.ENDED
    return MeterEventStatus.ACTIVE if now >= event.start else MeterEventStatus.PENDING


def _time(at: datetime | None) -> str:
    return "long ago" if at is None else at.isoformat(timespec="seconds")
