"""What the utility may ask of the meter besides events: texts, its clock, its settings, its log."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from typing import Final

from devices.messages import Importance
from devices.sim.meter.attempt_log import AttemptLog
from devices.sim.meter.attempts import MAX_PER_HOUR
from devices.sim.meter.collection import readings, seconds
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.ledger import to_us
from devices.sim.meter.meter_log import MeterLog
from devices.sim.meter.receipt_log import RECEIPT_DELAY
from devices.wan.journal import Noted
from devices.wan.meter_words import IntervalsKept, IntervalsWanted, Run
from devices.wan.words import ClockConfig, LogPage, LogRequest, MeterConfig, MeterEvent, Origin, Reply, TextControl

PAGE: Final = 50
LONGEST_DAY: Final = timedelta(hours=25)
CLOCK_OFF: Final = "clock out of tolerance"
REPORT_MINUTES: Final = (0, 5, 15, 30, 60, 120, 240, 360, 480, 720, 1440)
"""How often intervals may be reported: what divides a day; 0 is not at all."""
MAX_REPORT_MINUTES: Final = 31 * 1440
SECOND_US: Final = 1_000_000


class Requests:
    """Each call is one request, answered; within the caller's transaction."""

    def __init__(self, log: MeterLog, events: EventDuties, attempts: AttemptLog) -> None:
        self._log, self._events, self._attempts = log, events, attempts

    def show_text(self, text: TextControl) -> Reply:
        """A sentence for the people in the home, in place of the last one."""
        importance = Importance(min(max(text.importance, 0), max(Importance)))
        start_s = to_us(text.start) // SECOND_US
        self._log.meter.display_message(
            text.text,
            importance,
            min(max(text.duration_minutes, 0), 0xFFFF),
            is_confirmation_required=text.is_confirmation_required,
            start_s=start_s,
        )
        return Reply(is_ok=True, meter_time=self._log.now)

    def set_clock(self, config: ClockConfig) -> Reply:
        """Compare with the utility's time; beyond the tolerance it is logged, told, alarmed, and the clock is stepped.

        Each comparison is in the log, with the clock before and after and who sent it (C1FR21, C1NFR10).
        """
        before = self._log.now
        difference = config.utc - before
        self._log.ledger.set("clock_tolerance_s", config.tolerance_s)
        if abs(difference) <= timedelta(seconds=config.tolerance_s):
            detail = f"{-difference.total_seconds():+.1f} s, tolerated {config.tolerance_s} s, by {self._log.head_end}"
            self._log.note(Noted.CLOCK_CHECKED, detail=detail)
        if abs(difference) > timedelta(seconds=config.tolerance_s):
            off_s = -difference.total_seconds()
            detail = f"{off_s:+.1f} s, tolerated {config.tolerance_s} s"
            self._log.report(Noted.CLOCK_OUT_OF_TOLERANCE, detail=detail)
            self._log.meter.step_clock(difference // timedelta(microseconds=1))
            after = self._log.now
            told = f"from {before.isoformat()} to {after.isoformat()} by {self._log.head_end}"
            self._log.report(Noted.CLOCK_SET, detail=told)
            self._log.alarm(CLOCK_OFF, detail)
            self._events.follow_clock()
        return Reply(is_ok=True, meter_time=self._log.now)

    def configure(self, config: MeterConfig) -> Reply:
        """Set what is given, all or nothing."""
        why = _objection_to(config)
        if why:
            return Reply(is_ok=False, meter_time=self._log.now, error=why)
        if config.interval_minutes is not None:
            try:
                self._log.meter.recorder.change_length(config.interval_minutes * 60)
            except ValueError as error:
                return Reply(is_ok=False, meter_time=self._log.now, error=str(error))
        self._keep_plain(config)
        self._attempts.configure(config.attempts_report_minutes, config.attempts_per_hour)
        if config.origin_ranks is not None:
            self._events.book.ranks = config.origin_ranks
            self._log.ledger.set("origin_ranks", list(config.origin_ranks))
        given = {one.name: getattr(config, one.name) for one in fields(config)}
        detail = ", ".join(f"{name} {value}" for name, value in given.items() if value is not None)
        self._log.note(Noted.CONFIGURED, detail=f"{detail} by {self._log.head_end}")
        return Reply(is_ok=True, meter_time=self._log.now)

    def _keep_plain(self, config: MeterConfig) -> None:
        """What is looked up where it is needed."""
        for name in ("report_minutes", "clock_tolerance_s", "inactive_hours", RECEIPT_DELAY):
            if (value := getattr(config, name)) is not None:
                self._log.ledger.set(name, value)

    def intervals(self, wanted: IntervalsWanted) -> IntervalsKept | Reply:
        """What is kept of a day; days of 23 and of 25 hours are days."""
        if not timedelta(0) < wanted.end - wanted.start <= LONGEST_DAY:
            return Reply(is_ok=False, meter_time=self._log.now, error="intervals are read by the day")
        recorder = self._log.meter.recorder
        found = recorder.between(seconds(wanted.start), seconds(wanted.end))
        runs = tuple(
            Run(one.channel, one.start, one.interval_minutes, one.values_wh)
            for one in readings(self._log.name, found, recorder.channels)
        )
        self._log.note(Noted.METER_READ, detail=f"{len(found)} intervals from {wanted.start.isoformat()}")
        return IntervalsKept(self._log.name, wanted.start, wanted.end, runs)

    def pages(self, request: LogRequest) -> Iterator[LogPage]:
        """The journal from then on (C1FR3)."""
        entries = [
            MeterEvent(one.noted.value, one.at, one.issuer_event_id, one.detail)
            for one in self._log.ledger.entries_since(request.start)
        ]
        starts = range(0, max(len(entries), 1), PAGE)
        for start in starts:
            yield LogPage(tuple(entries[start : start + PAGE]), is_last=start == starts[-1])


def _objection_to(config: MeterConfig) -> str:
    report, rate, ranks = config.attempts_report_minutes, config.attempts_per_hour, config.origin_ranks
    if report is not None and not 1 <= report <= MAX_REPORT_MINUTES:
        return f"reports come each 1 to {MAX_REPORT_MINUTES} minutes"
    if rate is not None and not 1 <= rate <= MAX_PER_HOUR:
        return f"the rate is from 1 to {MAX_PER_HOUR} an hour"
    if ranks is not None and sorted(ranks) != sorted(one.value for one in Origin):
        return "the ranks name every origin once"
    return _objection_to_times(config)


def _objection_to_times(config: MeterConfig) -> str:
    if config.report_minutes is not None and config.report_minutes not in REPORT_MINUTES:
        return f"intervals are reported each {', '.join(map(str, REPORT_MINUTES))} minutes"
    if config.clock_tolerance_s is not None and not 1 <= config.clock_tolerance_s <= 3600:
        return "a clock's tolerance is from 1 to 3600 seconds"
    if config.inactive_hours is not None and not 1 <= config.inactive_hours <= 24 * 31:
        return "a meter is inactive after 1 to 744 hours"
    if config.receipt_delay_s is not None and not 0 <= config.receipt_delay_s <= 3600:
        return "a receipt goes out 0 to 3600 seconds after it was logged"
    return ""
