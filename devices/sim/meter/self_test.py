"""The remote test of the meter (UC96.3.9, C1FR12, C1NFR4): asked for by the head end, run, logged and returned."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from devices.sim.meter.checks import Examination
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.forwarding import EVERYBODY, DeviceAsked, TunnelSaid
from devices.sim.meter.home_duties import HomeDuties
from devices.sim.meter.links import Links
from devices.sim.meter.meter_log import MeterLog
from devices.wan.codec import decode_record, encode_record
from devices.wan.journal import Noted
from devices.wan.meter_words import DeviceLink, MeterCheck, MeterTest, MeterTestResult, summary
from devices.wan.tunnel import ReportWanted
from devices.wan.words import Reply

DEVICE_S: Final = (1, 600)
MAX_WAITING: Final = 10
HEARD: Final = timedelta(minutes=15)
RUNNING: Final = "meter_tests"


class SelfTests:
    """The tests that run; each call is within the caller's transaction, and what runs survives a power failure."""

    def __init__(self, log: MeterLog, events: EventDuties, home: HomeDuties, utility: Links) -> None:
        self._log, self._events, self._home, self._utility = log, events, home, utility
        self._running: list[tuple[MeterTest, datetime, datetime]] = []
        """Each test, when the head end sent it, and when it came."""
        self.load()

    def take(self, test: MeterTest, sent: datetime) -> Reply:
        """Begin: every device of the home is asked for a sign of life. A test that runs already is not begun again."""
        now = self._log.now
        if not test.checks or not DEVICE_S[0] <= test.device_s <= DEVICE_S[1] or len(self._running) >= MAX_WAITING:
            why = f"a test has a check, and devices {DEVICE_S[0]} to {DEVICE_S[1]} seconds to answer"
            return Reply(is_ok=False, meter_time=now, issuer_event_id=test.issuer_event_id, error=why)
        if all(test.number != one.number for one, _, _ in self._running):
            self._running.append((test, sent, now))
            self._keep()
            self._log.note(Noted.METER_TEST_RUN, test.issuer_event_id, f"test {test.number}")
            if MeterCheck.HOME_DEVICES in test.checks:
                self._ask_home(test)
        return Reply(is_ok=True, meter_time=now, issuer_event_id=test.issuer_event_id)

    def devices(self) -> tuple[DeviceLink, ...]:
        """The link to each customer device, without asking it: who was heard within the quarter of an hour."""
        since = self._log.now - HEARD
        return self._examination(since, since).devices()

    def _examination(self, sent: datetime, came: datetime) -> Examination:
        return Examination(self._log, self._events, self._home, sent, came, self._utility.signal_dbm)

    def _ask_home(self, test: MeterTest) -> None:
        radio = self._home.radio
        radio.awaited |= set(radio.devices)
        word = ReportWanted(test.number, False, test.ordered, (), test.within_s)
        self._log.meter.announcements.append(TunnelSaid(word, EVERYBODY))
        for who, device in radio.devices.items():
            self._log.meter.announcements.append(DeviceAsked(who, device.endpoint))

    @property
    def next_due(self) -> datetime | None:
        """When the next test ends, by the meter's clock."""
        return min((self._end(test, came) for test, _, came in self._running), default=None)

    def end_due(self) -> None:
        """Log and owe the results of tests whose time is over, or whose devices have all answered."""
        now = self._log.now
        for one in [one for one in self._running if now >= self._end(one[0], one[2])]:
            self._running.remove(one)
            self._keep()
            self._end_one(*one)
        if not self._running:
            self._home.radio.awaited.clear()

    def _end(self, test: MeterTest, came: datetime) -> datetime:
        is_waiting = MeterCheck.HOME_DEVICES in test.checks and self._home.radio.awaited
        return came + timedelta(seconds=test.device_s) if is_waiting else came

    def _end_one(self, test: MeterTest, sent: datetime, came: datetime) -> None:
        examination = self._examination(sent, came)
        found = tuple(examination.of(check) for check in test.checks)
        result = MeterTestResult(
            test.number,
            self._log.name,
            self._log.now,
            all(one.is_good for one in found),
            found,
            examination.devices() if MeterCheck.HOME_DEVICES in test.checks else (),
            issuer_event_id=test.issuer_event_id,
        )
        self._log.note(Noted.METER_TEST_RETURNED, test.issuer_event_id, summary(result))
        self._log.owe(result)

    def load(self) -> None:
        """Take up what the ledger holds."""
        self._running = [_loaded(saved) for saved in self._log.ledger.setting(RUNNING, [])]

    def _keep(self) -> None:
        self._log.ledger.set(RUNNING, [_saved(*one) for one in self._running])


def _saved(test: MeterTest, sent: datetime, came: datetime) -> str:
    return encode_record(replace(test, ordered=sent)).hex() + "/" + came.isoformat()


def _loaded(saved: Any) -> tuple[MeterTest, datetime, datetime]:
    octets, _, came = saved.partition("/")
    test: MeterTest = decode_record(bytes.fromhex(octets), MeterTest)
    return test, test.ordered, datetime.fromisoformat(came)
