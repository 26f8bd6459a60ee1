"""The meter's two links: switched off for maintenance, measured, reported each day (X-NETWORK-MGMT)."""

from datetime import datetime, timedelta
from typing import Any, Final

from devices.sim.meter.home_duties import HomeDuties
from devices.sim.meter.ledger import from_us, to_us
from devices.sim.meter.meter_log import MeterLog
from devices.sim.meter.power import Power
from devices.wan.journal import Noted
from devices.wan.meter_words import DeviceLink, Link, LinkControl, NetworkReport
from devices.wan.words import Reply

LONGEST: Final = timedelta(days=1)
SIGNAL_DBM: Final = -71
WEAK_DBM: Final = -110
REPORT_EACH: Final = timedelta(days=1)
MAX_CHANGES: Final = 40
CHANGES: Final = (
    *(Noted.CONFIGURED, Noted.CLOCK_SET, Noted.LINK_SWITCHED),
    *(Noted.DOWNLOAD_BEGUN, Noted.DOWNLOAD_RUNS, Noted.DOWNLOAD_ROLLED_BACK, Noted.DOWNLOAD_REFUSED),
)


class Links:
    """What is disabled, until when, and what went over both links since the last report."""

    def __init__(self, log: MeterLog, home: HomeDuties, power: Power) -> None:
        self._log, self._home, self._power = log, home, power
        self.signal_dbm = SIGNAL_DBM
        self.sent = self.received = 0
        self.disabled: dict[Link, datetime] = {}
        self._since = log.now
        self.load()

    def switch(self, order: LinkControl, live_events: int) -> Reply:
        """Disable a link for a while, or enable it again."""
        now = self._log.now
        if why := self._objection(order, live_events):
            self._log.note(Noted.MESSAGE_REFUSED, detail=f"{order.link.value} link: {why}")
            return Reply(is_ok=False, meter_time=now, error=why)
        if order.is_enabled or order.until is None:
            self.disabled.pop(order.link, None)
        else:
            self.disabled[order.link] = order.until
        self._switched(order.link, "enabled" if order.is_enabled else f"disabled until {order.until}")
        return Reply(is_ok=True, meter_time=now)

    def _objection(self, order: LinkControl, live_events: int) -> str:
        if order.is_enabled:
            return ""
        now = self._log.now
        if order.until is None or not now < order.until <= now + LONGEST:
            return "a link is disabled for a day at most, and enables itself again"
        return "an event is not over, and the home must hear of it" if live_events and order.link is Link.HOME else ""

    def follow_clock(self) -> None:
        """Enable again what was disabled until now."""
        now = self._log.now
        for link, until in list(self.disabled.items()):
            if not now < until <= now + LONGEST:  # far ahead: the clock was set back
                del self.disabled[link]
                self._switched(link, "enabled again by itself")

    def _switched(self, link: Link, how: str) -> None:
        self._home.radio.is_enabled = Link.HOME not in self.disabled
        self._keep()
        self._log.report(Noted.LINK_SWITCHED, detail=f"{link.value} link {how}")

    def is_disabled(self, link: Link) -> bool:
        """Is nothing said over it?"""
        return link in self.disabled

    @property
    def next_due(self) -> datetime:
        """When a link enables itself again, or the next report is due."""
        return min([*self.disabled.values(), self._since + REPORT_EACH])

    @property
    def is_report_due(self) -> bool:
        """Is a day over since the last report?"""
        return self._log.now >= self._since + REPORT_EACH

    def report(self, devices: tuple[DeviceLink, ...]) -> NetworkReport:
        """What happened since the last report, which begins the next."""
        now, radio = self._log.now, self._home.radio
        changes = [
            f"{one.at.isoformat(timespec='seconds')} {one.noted.value} {one.detail}"
            for one in self._log.ledger.entries_since(self._since)
            if one.noted in CHANGES
        ]
        report = NetworkReport(
            self._since,
            now,
            self.signal_dbm,
            self.sent,
            self.received,
            *(radio.sent, radio.received, radio.restarts),
            *(self._power.outages, self._power.blinks),
            devices,
            tuple(changes[-MAX_CHANGES:]),
        )
        self._since, self.sent, self.received = now, 0, 0
        self._keep()
        return report

    def load(self) -> None:
        """Take up what the ledger holds."""
        saved: dict[str, Any] = self._log.ledger.setting("links", {})
        self.disabled = {Link(name): from_us(until_us) for name, until_us in saved.get("disabled", {}).items()}
        if "since_us" in saved:
            self._since = from_us(saved["since_us"])
        else:
            self._keep()
        self._home.radio.is_enabled = Link.HOME not in self.disabled

    def _keep(self) -> None:
        disabled = {link.value: to_us(until) for link, until in self.disabled.items()}
        self._log.ledger.set("links", {"disabled": disabled, "since_us": to_us(self._since)})
