"""The meter's radio in the home: who is there, when each was last heard, and whether anything is sent at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from devices.sim.meter.ledger import from_us, to_us
from devices.sim.meter.meter_log import MeterLog

KEPT_EACH: Final = timedelta(hours=1)
"""The ledger's time of the last contact is never older than this."""
FORGOTTEN_AFTER: Final = timedelta(days=7)
ONLY_ENDPOINT: Final = 1


@dataclass(slots=True)
class HomeDevice:
    """A device of the home: where it listens, when it was last heard, and the same as the ledger has it.

    `signal_dbm`: how strong its last frame was; None: no frame came since power did.
    """

    endpoint: int
    last: datetime
    kept: datetime
    signal_dbm: int | None = None


class HomeRadio:
    """`is_hung` is a fault (UC96.3.3): nothing is sent to the home, and nothing of it is heard, until a restart."""

    def __init__(self, log: MeterLog) -> None:
        self._log = log
        self.is_hung = False
        self.is_enabled = True
        self.sent = self.received = 0
        """Frames since power came."""
        self.restarts = 0
        self.awaited: set[str] = set()
        """Who has been asked for a sign of life, and has not given it."""
        self._devices: dict[str, HomeDevice] = {}
        self.load()

    @property
    def is_silent(self) -> bool:
        """Is nothing sent and nothing heard?"""
        return self.is_hung or not self.is_enabled

    @property
    def devices(self) -> Mapping[str, HomeDevice]:
        """Who belongs to the home: who was heard within a week."""
        since = self._log.now - FORGOTTEN_AFTER
        return {who: one for who, one in self._devices.items() if one.last >= since}

    def heard(self, who: str, endpoint: int | None = None, signal_dbm: int | None = None) -> None:
        """A device gave a sign of life."""
        now = self._log.now
        known = self._devices.get(who)
        if known is None or endpoint not in (None, known.endpoint) or abs(now - known.kept) > KEPT_EACH:
            signal = known.signal_dbm if known else None
            known = HomeDevice(endpoint or (known.endpoint if known else ONLY_ENDPOINT), now, now, signal)
            self._devices[who] = known
            self._keep()
        known.last = now
        if signal_dbm is not None:
            known.signal_dbm = signal_dbm
        if who in self.awaited:
            self.awaited.discard(who)
            if not self.awaited:
                self._log.on_news()

    def forget(self, who: str) -> None:
        """A device has left the home for good."""
        if self._devices.pop(who, None) is not None:
            self.awaited.discard(who)
            self._keep()

    def restart(self) -> None:
        """The radio begins anew."""
        self.is_hung = False
        self.restarts += 1

    def cut_power(self) -> None:
        """What is volatile is lost; a radio that hung hangs no more."""
        self.is_hung = False
        self.sent = self.received = self.restarts = 0
        self.awaited.clear()
        for one in self._devices.values():
            one.signal_dbm = None

    def load(self) -> None:
        """Take up what the ledger holds."""
        saved = self._log.ledger.setting("home_devices", {})
        self._devices = {
            who: HomeDevice(endpoint, from_us(at_us), from_us(at_us)) for who, (endpoint, at_us) in saved.items()
        }

    def _keep(self) -> None:
        saved = {who: [one.endpoint, to_us(one.kept)] for who, one in self._devices.items()}
        self._log.ledger.set("home_devices", saved)
