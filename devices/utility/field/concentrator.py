"""The concentrator: a system of the utility link that speaks for a neighbourhood of meters."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from devices.moment import earliest
from devices.neighbourhood import Neighbourhood
from devices.utility.field.archive import Archive
from devices.utility.field.collecting import Collecting
from devices.utility.field.directory import Directory
from devices.utility.field.rounds import Rounds
from devices.utility.field.schema import migrations
from devices.utility.field.settings import Settings
from devices.utility.ledger import Ledger
from devices.utility.owed import DebtState, Outbox
from devices.utility.plausible import fault
from devices.wan.bits import pack
from devices.wan.field_words import BatchReadings, GroupRead, MetersHeard
from devices.wan.journal import Noted, System
from devices.wan.system import Refusal
from devices.wan.words import Body, Dispatch, GroupControl, Noun, Reply, SecurityClass, Verb, Verified

HEARD, RECEIPT, READINGS = "heard", "receipt", "readings"
"""Why a message is owed."""
_NAMES_AT_MOST: Final = 2_000  # in a message


class Concentrator:
    """DCU, sans I/O (`devices.wan.system.System`). What it has collected is owed until the head end has it."""

    def __init__(self, path: Path | None, neighbourhood: Neighbourhood, settings: Settings) -> None:
        """Opens its file; None keeps all in memory. Raises LedgerRefused, sqlite3.Error."""
        self.settings = settings
        self.links = Ledger(path, System.DCU, migrations)
        self._outbox = Outbox(self.links, settings.name)
        self._neighbourhood = neighbourhood
        self.directory = Directory(self.links.db, settings.meters_at_most)
        self.archive = Archive(self.links.db, settings.interval_minutes, settings.wh_at_most)
        self._rounds = Rounds(self.directory, neighbourhood, settings)
        self._collecting = Collecting(self.archive, self.directory, neighbourhood, settings)
        self._beat_at: datetime | None = None

    def close(self) -> None:
        """Let go of the file."""
        self.links.close()

    # System

    @property
    def name(self) -> str:
        """The id that it is addressed by."""
        return self.settings.name

    @property
    def next_wake(self) -> datetime | None:
        """When meters have said something, an interval is to be read, or something is owed."""
        parts = (self._neighbourhood.next_news, self._rounds.next_due, self._collecting.next_due, self._beat_at)
        return earliest(*parts, self._outbox.next_due)

    @property
    def owed(self) -> int:
        """How many messages the head end has not confirmed yet."""
        return self._outbox.count()

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """Take a message of the head end."""
        envelope, body = verified.envelope, verified.envelope.body
        with self.links.transaction():
            if why := self._objection(verified):
                self.links.note(Noted.MESSAGE_REFUSED, at, None, envelope.source, why)
                return [] if isinstance(body, Reply) else [self._reply(verified, at, why)]
            if isinstance(body, Reply):
                self._confirmed(envelope.correlation_id, at)
                return []
            self._look(at)
            try:
                self._carry_out(envelope.message_id, body, at)
            except ValueError as error:
                self.links.note(Noted.MESSAGE_REFUSED, at, None, envelope.source, str(error))
                return [self._reply(verified, at, str(error))]
            return [self._reply(verified, at), *self._outgoing(at)]

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:
        """Log what was not believed."""
        if refusal.is_attempt:
            detail = f"{refusal.cause.value}: {refusal.why}"
            with self.links.transaction():
                self.links.note(Noted.MESSAGE_REFUSED, at, None, refusal.source, detail)
        return []

    def wake(self, at: datetime) -> list[Dispatch]:
        """Do what is due."""
        with self.links.transaction():
            if self._collecting.next_due is None:
                self._collecting.start(at)
            self._look(at)
            for page in self._collecting.poll(at):
                self._owe(READINGS, Noun.METER_READINGS, page, at)
            return self._outgoing(at)

    def _objection(self, verified: Verified) -> str:
        body, source = verified.envelope.body, verified.envelope.source
        if source != self.settings.ms:
            return "only the head end speaks to a concentrator"
        if why := fault(body):
            return f"{type(body).__name__} with {why}"
        return "" if isinstance(body, GroupControl | GroupRead | Reply) else f"a {type(body).__name__} is for a meter"

    def _carry_out(self, message_id: str, body: Body, at: datetime) -> None:
        if isinstance(body, GroupControl):
            self._rounds.open(message_id, body, at)
        elif isinstance(body, GroupRead):
            for page in self._collecting.answer(body, at):
                self._owe(READINGS, Noun.METER_READINGS, page, at)

    def _look(self, at: datetime) -> None:
        """Who is there (X-SCALE: it detects additions by itself), and what they said."""
        directory, first = self.directory, self.directory.count
        new = list(self._neighbourhood.names(first))
        if len(new) > directory.room:
            new = new[: directory.room]
        directory.add(new, at)
        served = self._neighbourhood.served(at)[: directory.count].copy()
        is_moved = bool((served != directory.served).any())
        directory.served = served
        if new or is_moved or self._beat_at is None or self._beat_at <= at:
            self._tell_of_meters(first, new, at)
        heard = self._neighbourhood.heard(at)
        for one in heard:
            self._rounds.take(one, at)
        if heard or new:
            directory.save()

    def _tell_of_meters(self, first: int, new: list[str], at: datetime) -> None:
        self._beat_at = at + timedelta(seconds=self.settings.beat_s)
        served = self.directory.served
        if new:
            self.links.note(Noted.METERS_HEARD, at, None, self.name, f"{len(new)} new, {int(served.sum())} served")
        for begin in range(0, max(len(new), 1), _NAMES_AT_MOST):
            some = tuple(new[begin : begin + _NAMES_AT_MOST])
            body = MetersHeard(first + begin, some, pack(served), at)
            self._owe(HEARD, Noun.END_DEVICE_EVENTS, body, at)

    def _outgoing(self, at: datetime) -> list[Dispatch]:
        for receipt in self._rounds.due(at):
            self._owe(RECEIPT, Noun.END_DEVICE_EVENTS, receipt, at)
        return [self._outbox.attempt(debt, at, self.settings.forward) for debt in self._outbox.due(at)]

    def _owe(self, purpose: str, noun: Noun, body: Body, at: datetime) -> None:
        dispatch = Dispatch(self.settings.ms, Verb.CREATED, noun, body, SecurityClass.PRIVATE)
        self._outbox.owe(dispatch, purpose, at, priority=1 if isinstance(body, BatchReadings) else 0)

    def _confirmed(self, message_id: str, at: datetime) -> None:
        """The head end has it: the ledger keeps the intervals themselves, not the messages that carried them."""
        purpose = self._outbox.purpose_of(message_id, self.settings.ms)
        if purpose == READINGS:
            self._outbox.forget(message_id)
        else:
            self._outbox.settle(message_id, DebtState.CONFIRMED, at)

    def _reply(self, verified: Verified, at: datetime, error: str = "") -> Dispatch:
        envelope = verified.envelope
        reply = Reply(is_ok=not error, meter_time=at, error=error)
        return Dispatch(envelope.source, Verb.REPLY, envelope.noun, reply, SecurityClass.PRIVATE, envelope.message_id)
