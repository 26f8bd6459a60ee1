"""What the utility may ask of the meter besides events: texts, its clock, its settings, its log."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from devices.messages import Importance
from devices.sim.meter.attempt_log import AttemptLog
from devices.sim.meter.attempts import MAX_PER_HOUR
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.ledger import to_us
from devices.sim.meter.meter_log import MeterLog
from devices.wan.journal import Noted
from devices.wan.words import ClockConfig, LogPage, LogRequest, MeterConfig, MeterEvent, Origin, Reply, TextControl

PAGE: Final = 50
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
        """Compare with the utility's time; beyond the tolerance it is logged, told, and the clock is stepped."""
        before = self._log.now
        difference = config.utc - before
        if abs(difference) > timedelta(seconds=config.tolerance_s):
            off_s = -difference.total_seconds()
            detail = f"{off_s:+.1f} s, tolerated {config.tolerance_s} s"
            self._log.report(Noted.CLOCK_OUT_OF_TOLERANCE, detail=detail)
            self._log.meter.step_clock(difference // timedelta(microseconds=1))
            self._log.report(Noted.CLOCK_SET, detail=f"from {before.isoformat()}")
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
        self._attempts.configure(config.attempts_report_minutes, config.attempts_per_hour)
        if config.origin_ranks is not None:
            self._events.book.ranks = config.origin_ranks
            self._log.ledger.set("origin_ranks", list(config.origin_ranks))
        return Reply(is_ok=True, meter_time=self._log.now)

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
    return ""
