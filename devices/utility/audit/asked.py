"""Everything that is asked of a system by name: looks, orders and refusals, told in its audit log (X-SECURITY)."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from devices.utility.access import Principal
from devices.utility.audit.tables import SECRET
from devices.utility.audit.trail import LOOK, ORDER, REFUSED, Told, Trail, named
from devices.utility.ledger import Ledger
from devices.utility.operations import Operation, ask

_LONGEST: Final = 120
_MOST: Final = 24
_NOT_KEPT: Final = "(not kept)"


@dataclass(frozen=True, slots=True)
class Witness:
    """The verbs of one process, and the ledgers that they read and write; the first one's log tells of them all."""

    operations: Mapping[str, Operation]
    ledgers: Sequence[Ledger]
    zone: ZoneInfo

    @property
    def trail(self) -> Trail:
        """Where it is told."""
        return self.ledgers[0].audit

    def ask(self, verb: str, given: Mapping[str, Any], at: datetime, by: Principal) -> Any:
        """As `operations.ask`: an order is told with what it changed, a refusal at once, a look soon."""
        trails = [ledger.audit for ledger in self.ledgers]
        before = [trail.count for trail in trails]
        try:
            with ExitStack() as stack:
                for ledger, trail in zip(self.ledgers, trails, strict=True):
                    stack.enter_context(ledger.transaction())
                    stack.enter_context(trail.acting(by))
                found = ask(self.operations, verb, given, at, self.zone, by)
                is_order = [trail.count for trail in trails] != before
                if is_order:
                    self.trail.tell(self._told(ORDER, verb, given, at, by, "done"))
        except ValueError as refusal:
            self.trail.tell(self._told(REFUSED, verb, given, at, by, str(refusal)))
            raise
        if not is_order:
            self.trail.look(self._told(LOOK, verb, given, at, by, "answered"))
        return found

    def _told(self, what: str, verb: str, given: Mapping[str, Any], at: datetime, by: Principal, outcome: str) -> Told:
        is_known = verb in self.operations
        asked = {} if is_known else {"verb": _short(verb)}
        asked |= {_short(name): _value(name, value) for name, value in list(given.items())[:_MOST]}
        if by.account:
            asked["account"] = by.account
        said = json.dumps({"asked": asked, "outcome": outcome[:_LONGEST]}, ensure_ascii=False)
        return Told(at, named(by), what, verb if is_known else "?", said)


def _value(name: str, value: Any) -> Any:
    if name in SECRET:
        return _NOT_KEPT
    if value is None or isinstance(value, bool | int | float):
        return value
    return _short(value if isinstance(value, str) else json.dumps(value, default=str))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
