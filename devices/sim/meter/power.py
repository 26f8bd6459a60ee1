"""Power and tampering: outages, blinks, and what a thief does to a meter (X-TAMPER, X-SELF-HEALING)."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from devices.sim.meter.ledger import from_us, to_us
from devices.sim.meter.meter_log import MeterLog
from devices.wan.journal import Noted

BLINK: Final = timedelta(seconds=60)
"""A power failure of at most this length is a blink: counted, and told in the daily report alone."""
INACTIVE_HOURS: Final = 48
WATCHED_EACH: Final = timedelta(hours=1)
POWER_LOST, POWER_RESTORED = "power lost", "power restored"
INACTIVE: Final = "meter inactive"
PREFIX: Final = "tamper: "


class Tamper(Enum):
    """What a switch in the meter feels."""

    INVERSION = "inversion"
    REMOVAL = "removal"


class Power:
    """Counts and marks in the ledger, which is written before power is gone; each call is a transaction of its own."""

    def __init__(self, log: MeterLog) -> None:
        self._log = log
        self.outages = self.blinks = 0
        self.tampered: frozenset[Tamper] = frozenset()
        self.is_inactive = False
        self._lost: datetime | None = None
        self._active = self._watched = log.now
        self._registers_wh: tuple[int, ...] = log.meter.registers_wh
        self.load()

    # Power

    def lost(self) -> None:
        """The last gasp: a capacitor lets the meter write this, and say it where the line still carries."""
        if self._lost is None:
            self._lost = self._log.now
            self._keep()
            self._log.alarm(POWER_LOST, "last gasp")
            self._log.note(Noted.POWER_LOST)

    def restored(self) -> None:
        """Power is back, if it was gone: how long, and whether it was a blink."""
        if self._lost is None:
            return
        lost, self._lost = self._lost, None
        away = self._log.now - lost
        is_blink = away <= BLINK
        self.blinks, self.outages = self.blinks + is_blink, self.outages + (not is_blink)
        self._keep()
        kind, since = "blink" if is_blink else "outage", lost.isoformat(timespec="seconds")
        detail = f"{kind} from {since}, {away.total_seconds():.0f} s"
        self._log.note(Noted.POWER_RESTORED, detail=detail)
        if not is_blink:
            self._log.alarm(POWER_RESTORED, detail)

    # Tampering

    def feel(self, tamper: Tamper, *, is_on: bool) -> None:
        """A switch was opened or closed: logged, and told at once where somebody tampers."""
        if (tamper in self.tampered) == is_on:
            return
        self.tampered = self.tampered | {tamper} if is_on else self.tampered - {tamper}
        if tamper is Tamper.INVERSION:
            self._log.meter.is_inverted = is_on
        self._keep()
        noted = Noted.TAMPER_SEEN if is_on else Noted.TAMPER_GONE
        self._log.report(noted, detail=tamper.value)
        if is_on:
            self._log.alarm(PREFIX + tamper.value, f"the meter's own switch: {tamper.value}")

    @property
    def next_due(self) -> datetime:
        """When it is looked again whether the meter counts anything."""
        return self._watched + WATCHED_EACH

    def watch(self) -> None:
        """A meter that has counted nothing for long tells it once, and when it counts again."""
        now, registers = self._log.now, self._log.meter.registers_wh
        self._watched = now
        if registers != self._registers_wh:
            self._registers_wh, self._active = registers, now
            if self.is_inactive:
                self.is_inactive = False
                self._log.report(Noted.ACTIVE_AGAIN)
        elif not self.is_inactive and now - self._active >= timedelta(hours=self.inactive_hours):
            self.is_inactive = True
            self._log.alarm(INACTIVE, f"nothing was counted since {self._active.isoformat(timespec='seconds')}")
        self._keep()

    @property
    def inactive_hours(self) -> int:
        """After so many hours without a watt-hour the meter says so."""
        return int(self._log.ledger.setting("inactive_hours", INACTIVE_HOURS))

    # Keeping

    def load(self) -> None:
        """Take up what the ledger holds."""
        now = self._log.now
        saved: dict[str, Any] = self._log.ledger.setting("power", {})
        self.outages, self.blinks = saved.get("outages", 0), saved.get("blinks", 0)
        self.tampered = frozenset(map(Tamper, saved.get("tampered", ())))
        self.is_inactive = saved.get("is_inactive", False)
        self._lost = from_us(saved["lost_us"]) if saved.get("lost_us") else None
        self._active = from_us(saved["active_us"]) if "active_us" in saved else now
        self._watched = now
        self._registers_wh = tuple(saved.get("registers_wh", self._log.meter.registers_wh))
        self._log.meter.is_inverted = Tamper.INVERSION in self.tampered

    def _keep(self) -> None:
        self._log.ledger.set(
            "power",
            {
                "outages": self.outages,
                "blinks": self.blinks,
                "tampered": [one.value for one in self.tampered],
                "is_inactive": self.is_inactive,
                "lost_us": None if self._lost is None else to_us(self._lost),
                "active_us": to_us(self._active),
                "registers_wh": list(self._registers_wh),
            },
        )
