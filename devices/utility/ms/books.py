"""What the parts of a head end share: its file, its debts, its meters, its settings, its resend policies."""

from dataclasses import dataclass

from sqlite_utils import Database

from devices.utility.ledger import Ledger
from devices.utility.ms.orders import OrderRefused
from devices.utility.ms.settings import Settings
from devices.utility.ms.targets import GROUP, Meters
from devices.utility.owed import Debt, Outbox, Policy
from devices.wan.words import SecurityClass

ANY, HOME = "*", "home"
"""Targets of a policy beside meters and groups: everything, and the displays and control equipment behind meters."""
EVENT, CHANGE, CANCEL = "event", "change", "cancel"
EVENT_PURPOSES = (EVENT, CHANGE, CANCEL)
COLLECT, RETURN = "collect", "return"
CLOCK, CONFIG, LOG, TEXT, STAGE = "clock", "config", "log", "text", "stage"
FORWARD, FAILURE = "forward", "failure"
QUERY, TEST = "query", "test"
READ = "read"
READS = "reads"
DOWNLOAD = "download"
METER_TEST, RECOVERY = "meter test", "recovery"
BROADCAST, GROUP_READ, FIELD = "broadcast", "group read", "field"
"""Why a message is owed."""


class Policies:
    """Resend policies by message class and target (C1FR6); the most particular one holds."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings

    def put(self, security: str, target: str, wait_s: float, attempts: int) -> None:
        """`security` a class or "*"; `target` a meter, "group:NAME" or "*"; `attempts` 0: until it is confirmed."""
        classes = (ANY, *(one.value for one in SecurityClass))
        if security not in classes:
            raise OrderRefused(f"a message class is one of {', '.join(classes)}, not {security!r}")
        if not 1 <= wait_s <= 86_400:
            raise OrderRefused(f"a wait is between 1 and 86400 seconds, not {wait_s}")
        if not 0 <= attempts <= 100:
            raise OrderRefused(f"attempts are between 1 and 100, or 0 for no end, not {attempts}")
        self._db.execute("INSERT OR REPLACE INTO policies VALUES (?, ?, ?, ?)", (security, target, wait_s, attempts))

    def all(self) -> list[dict[str, object]]:
        """The policies that were set."""
        found = self._db.execute("SELECT security, target, wait_s, attempts FROM policies ORDER BY security, target")
        return [dict(zip(("security", "target", "wait_s", "attempts"), row, strict=True)) for row in found]

    def of_home(self) -> Policy:
        """How long a home's receipt is waited for, and how often it is told in all."""
        sql = "SELECT wait_s, attempts FROM policies WHERE target = ? AND security IN (?, ?) ORDER BY security DESC"
        row = self._db.execute(sql, (HOME, SecurityClass.CONTROL.value, ANY)).fetchone()
        found = self._settings.home_resend if row is None else Policy(row[0], row[1] or None)
        return found.at_least(self._settings.least_wait_s)

    def of(self, debt: Debt) -> Policy:
        """The policy that holds for a debt."""
        return self._of(debt).at_least(self._settings.least_wait_s)

    def _of(self, debt: Debt) -> Policy:
        dispatch = debt.dispatch
        if dispatch.target == self._settings.mdms:
            return self._settings.forward
        if debt.purpose == STAGE:
            return self._settings.tell_stage
        rows = self._db.execute("SELECT security, target, wait_s, attempts FROM policies").fetchall()
        if not rows:
            return self._settings.resend
        found = {(security, target): (wait_s, attempts) for security, target, wait_s, attempts in rows}
        groups = self._db.execute("SELECT name FROM meter_groups WHERE meter_id = ? ORDER BY name", (dispatch.target,))
        for target in (dispatch.target, *(GROUP + name for (name,) in groups.fetchall()), ANY):
            for security in (dispatch.security.value, ANY):
                if one := found.get((security, target)):
                    return Policy(one[0], one[1] or None)
        return self._settings.resend


@dataclass(frozen=True, slots=True)
class Books:
    """Handed to each part of the head end."""

    ledger: Ledger
    outbox: Outbox
    meters: Meters
    policies: Policies
    settings: Settings
