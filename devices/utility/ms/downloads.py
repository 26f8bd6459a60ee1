"""New firmware, settings and credentials for meters (X-REMOTE-DOWNLOAD): who is given what, when, and how it ended.

A meter has one download at a time, and of an order so many meters are served at once. None is begun, and no block is
given, from half an hour before an event of that meter until its end. The meters lead; what they ask for is answered.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from devices.firmware.quiet import quiet_until
from devices.utility.ms.books import DOWNLOAD, Books
from devices.utility.ms.orders import OrderRefused
from devices.utility.owed import Debt, DebtState
from devices.utility.stored import milliseconds, moment
from devices.wan.download_words import (
    Block,
    BlockWanted,
    DownloadCancel,
    DownloadKind,
    DownloadOrder,
    DownloadStage,
    DownloadTold,
    Parcel,
)
from devices.wan.journal import Noted
from devices.wan.parcels import Packed
from devices.wan.words import Dispatch, Noun, Reply, SecurityClass, Verb

BLOCK_OCTETS: Final = 4096
AT_ONCE: Final = 10
BLOCK_S: Final = 2
_PRIORITY: Final = 8
_LOOKS_AGAIN: Final = timedelta(minutes=1)
_UNANSWERED: Final = timedelta(minutes=10)
_LATER: Final = timedelta(hours=1)
_SILENT: Final = timedelta(hours=1)
"""Whoever asked for nothing for so long takes no place of the others."""
WAITING, OFFERED, FETCHING = "waiting", "offered", "fetching"
CANCELLING: Final = "cancelling"
_RANK: Final = {DownloadStage.RECEIVED.value: 1, DownloadStage.STARTED.value: 2}
_LAST_RANK: Final = 3
_OVER: Final = tuple(
    one.value for one in (DownloadStage.RUNS, DownloadStage.REFUSED, DownloadStage.ROLLED_BACK, DownloadStage.CANCELLED)
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How an order is carried out: see `DownloadOrder`; `at_once` meters are served at the same time."""

    activate_at: datetime | None = None
    at_once: int = AT_ONCE
    block_s: int = BLOCK_S
    is_older_allowed: bool = False
    reason: str = ""


class Downloads:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._db = books.ledger.db

    # What is ordered

    def order(self, packed: Packed, meters: Sequence[str], terms: Terms, by: str, at: datetime) -> int:
        """Give these meters that; its number. Raises OrderRefused."""
        parcel = packed.parcel
        if not 1 <= terms.at_once <= 1000 or not 1 <= terms.block_s <= 3600:
            raise OrderRefused("1 to 1000 meters are served at once, and a block comes each 1 to 3600 seconds")
        if terms.is_older_allowed and not terms.reason.strip():
            raise OrderRefused("an older version needs a reason")
        if parcel.kind is DownloadKind.FIRMWARE and not packed.signature:
            raise OrderRefused("firmware is signed by its maker, and this is not")
        (number,) = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM downloads").fetchone()
        activate = None if terms.activate_at is None else milliseconds(terms.activate_at)
        self._db.execute(
            "INSERT INTO downloads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, parcel.kind.value, parcel.manufacturer_id, parcel.meter_type, parcel.version, parcel.label),
                *(parcel.size_octets, parcel.digest.hex(), packed.signature.hex(), activate, terms.at_once),
                *(terms.block_s, int(terms.is_older_allowed), terms.reason, milliseconds(at), by),
            ),
        )
        self._db.execute("INSERT INTO download_octets VALUES (?, ?)", (number, packed.octets))
        for meter_id in meters:
            self._db.execute(
                "INSERT INTO download_meters (number, meter_id, state, due, done_octets, detail)"
                " VALUES (?, ?, ?, ?, 0, '')",
                (number, meter_id, WAITING, milliseconds(at)),
            )
        because = f", because {terms.reason}" if terms.reason else ""
        detail = f"{_spelled(number, parcel)} for {len(meters)} meters by {by}{because}"
        self._books.ledger.note(Noted.DOWNLOAD_ORDERED, at, None, self._books.settings.name, detail)
        return int(number)

    def cancel(self, number: int, meters: Sequence[str] | None, reason: str, at: datetime) -> tuple[str, ...]:
        """Take it back from meters (None: all) that do not run it yet; which. Raises OrderRefused."""
        self._parcel(number)
        found = self._db.execute("SELECT meter_id, state FROM download_meters WHERE number = ?", (number,)).fetchall()
        mine = [
            (meter_id, state)
            for meter_id, state in found
            if state not in {*_OVER, DownloadStage.STARTED.value, CANCELLING} and (meters is None or meter_id in meters)
        ]
        for meter_id, state in mine:
            if state == WAITING:
                self._move(number, meter_id, DownloadStage.CANCELLED.value, at, reason)
                continue
            for debt in self._books.outbox.waiting(DOWNLOAD, meter_id):
                if isinstance(debt.dispatch.body, DownloadOrder) and debt.dispatch.body.number == number:
                    self._books.outbox.settle(debt.dispatch.message_id, DebtState.VOID, at)
            self._take_back(number, meter_id, reason, at)
        return tuple(meter_id for meter_id, _ in mine)

    @property
    def next_due(self) -> datetime | None:
        """When a meter is to be offered something, or has left an offer unanswered."""
        (due,) = self._db.execute(
            "SELECT min(due) FROM download_meters WHERE state IN (?, ?, ?)", (WAITING, OFFERED, CANCELLING)
        ).fetchone()
        return None if due is None else moment(due)

    def owe_due(self, at: datetime) -> None:
        """Offer what is due to whoever may be disturbed now; look again at the others later."""
        due = self._db.execute(
            "SELECT number, meter_id, state, detail FROM download_meters WHERE state IN (?, ?, ?) AND due <= ?"
            " ORDER BY number, meter_id",
            (WAITING, OFFERED, CANCELLING, milliseconds(at)),
        ).fetchall()
        for number, meter_id, state, detail in due:
            if state == CANCELLING:
                self._take_back(number, meter_id, detail, at)
            elif state == OFFERED:
                self._wait(number, meter_id, at + _LATER, "it did not answer")
            elif until := self._quiet_until(meter_id, at):
                self._wait(number, meter_id, until, "an event is near")
            elif self._is_busy(number, meter_id, at):
                self._wait(number, meter_id, at + _LOOKS_AGAIN, "others are served")
            else:
                self._offer(number, meter_id, at)

    # What meters say

    def answered(self, debt: Debt, reply: Reply, at: datetime) -> None:
        """A meter has accepted an order, or refused it, or given something up."""
        body, meter_id = debt.dispatch.body, debt.dispatch.target
        if isinstance(body, DownloadOrder) and self._state(body.number, meter_id) in {OFFERED, WAITING}:
            state = FETCHING if reply.is_ok else DownloadStage.REFUSED.value
            self._move(body.number, meter_id, state, at, reply.error)
            self._note(body.number, meter_id, "accepted" if reply.is_ok else f"refused: {reply.error}", at)
        elif isinstance(body, DownloadCancel) and self._state(body.number, meter_id) == CANCELLING:
            state = DownloadStage.CANCELLED.value if reply.is_ok else DownloadStage.STARTED.value
            self._move(body.number, meter_id, state, at, body.reason if reply.is_ok else reply.error)

    def block(self, wanted: BlockWanted, meter_id: str, asked_in: str, at: datetime) -> list[Dispatch]:
        """The octets that a meter asked for; none while an event is near; an end where it is to have no more."""
        state = self._state(wanted.number, meter_id)
        if state not in {OFFERED, FETCHING}:
            no_more = DownloadCancel(wanted.number, "the head end gives no more of it")
            order = (Verb.CANCEL, Noun.END_DEVICE_CONFIG, no_more, SecurityClass.CONTROL)
            return [Dispatch(meter_id, *order)] if state is None or state in _OVER else []
        octets = b""
        if self._quiet_until(meter_id, at) is None:
            (octets,) = self._db.execute(
                "SELECT substr(octets, ?, ?) FROM download_octets WHERE number = ?",
                (max(0, wanted.offset) + 1, BLOCK_OCTETS, wanted.number),
            ).fetchone()
            octets = bytes(octets)
        self._db.execute(
            "UPDATE download_meters SET state = ?, heard = ?, done_octets = ? WHERE number = ? AND meter_id = ?",
            (FETCHING, milliseconds(at), wanted.offset, wanted.number, meter_id),
        )
        answer = (Verb.REPLY, Noun.END_DEVICE_CONFIG, Block(wanted.number, wanted.offset, octets))
        dispatch = Dispatch(meter_id, *answer, SecurityClass.CONTROL, correlation_id=asked_in)
        logged = replace(answer[2], octets=hashlib.sha256(octets).digest())  # the octets themselves are kept once
        self._books.ledger.log_sent(replace(dispatch, body=logged), at)
        return [dispatch]

    def told(self, told: DownloadTold, meter_id: str, at: datetime) -> str:
        """Keep how far a meter is; why it is not believed, "" if it is."""
        if told.meter_id != meter_id:
            return f"a download of {told.meter_id}"
        state = self._state(told.number, meter_id)
        if state is None:
            return f"a download {told.number} that was not ordered"
        rank = _LAST_RANK if state in _OVER else _RANK.get(state, 0)
        if _RANK.get(told.stage.value, _LAST_RANK) > rank:  # a line may bring what was said later first
            self._move(told.number, meter_id, told.stage.value, at, told.detail)
        self._note(told.number, meter_id, f"{told.stage.value} {told.detail}".strip(), at)
        return ""

    # Questions

    def listed(self, number: int | None = None, meter_id: str | None = None) -> list[dict[str, Any]]:
        """Orders, the newest first, each with its meters: state, how much of it came, since when, why."""
        rows = self._db.execute(
            "SELECT number, kind, version, label, size, digest, activate_at, at_once, block_s, is_older, reason,"
            " ordered, ordered_by FROM downloads WHERE ? IS NULL OR number = ? ORDER BY number DESC LIMIT 200",
            (number, number),
        ).fetchall()
        found = [self._listed(row, meter_id) for row in rows]
        return [one for one in found if one["meters"] or meter_id is None]

    def _listed(self, row: tuple[Any, ...], meter_id: str | None) -> dict[str, Any]:
        number, kind, version, label, size, digest, activate, at_once, block_s, is_older, reason, ordered, by = row
        meters = self._db.execute(
            "SELECT meter_id, state, done_octets, heard, detail FROM download_meters"
            " WHERE number = ? AND (? IS NULL OR meter_id = ?) ORDER BY meter_id",
            (number, meter_id, meter_id),
        ).fetchall()
        return {
            "download": number,
            "kind": kind,
            "version": version,
            "label": label,
            "size_octets": size,
            "digest": digest,
            "activate_at": None if activate is None else moment(activate),
            "at_once": at_once,
            "block_s": block_s,
            "is_older": bool(is_older),
            "reason": reason,
            "ordered": moment(ordered),
            "by": by,
            "meters": [
                {
                    "meter": meter,
                    "state": state,
                    "done_octets": done,
                    "detail": detail,
                    "heard": None if heard is None else moment(heard),
                }
                for meter, state, done, heard, detail in meters
            ],
        }

    # Inside

    def _offer(self, number: int, meter_id: str, at: datetime) -> None:
        row = self._db.execute(
            "SELECT signature, activate_at, block_s, is_older, reason FROM downloads WHERE number = ?", (number,)
        ).fetchone()
        signature, activate, block_s, is_older, reason = row
        block_s = max(block_s, round(self._books.settings.least_wait_s))
        activate_at = None if activate is None else moment(activate)
        parcel, signed = self._parcel(number), bytes.fromhex(signature)
        order = DownloadOrder(meter_id, number, parcel, signed, block_s, activate_at, bool(is_older), reason)
        self._owe(meter_id, Verb.CREATE, order, at)
        unanswered = max(_UNANSWERED, timedelta(seconds=12 * self._books.settings.least_wait_s))
        self._db.execute(
            "UPDATE download_meters SET state = ?, heard = ?, due = ?, detail = '' WHERE number = ? AND meter_id = ?",
            (OFFERED, milliseconds(at), milliseconds(at + unanswered), number, meter_id),
        )

    def _take_back(self, number: int, meter_id: str, reason: str, at: datetime) -> None:
        """Tell a meter, and tell it again each hour until it has answered."""
        self._owe(meter_id, Verb.CANCEL, DownloadCancel(number, reason), at)
        self._move(number, meter_id, CANCELLING, at, reason)
        self._db.execute(
            "UPDATE download_meters SET due = ? WHERE number = ? AND meter_id = ?",
            (milliseconds(at + _LATER), number, meter_id),
        )

    def _owe(self, meter_id: str, verb: Verb, body: DownloadOrder | DownloadCancel, at: datetime) -> None:
        dispatch = Dispatch(meter_id, verb, Noun.END_DEVICE_CONFIG, body, SecurityClass.CONTROL)
        self._books.outbox.owe(dispatch, DOWNLOAD, at, priority=_PRIORITY)

    def _is_busy(self, number: int, meter_id: str, at: datetime) -> bool:
        """Is this meter given something else, or as many others as may be given this?"""
        not_over = f"state NOT IN ({', '.join('?' * (len(_OVER) + 1))})"
        sql = f"SELECT count(*) FROM download_meters WHERE {not_over} AND meter_id = ? AND number != ?"  # noqa: S608 - our own words
        (own,) = self._db.execute(sql, (*_OVER, WAITING, meter_id, number)).fetchone()
        (served,) = self._db.execute(
            "SELECT count(*) FROM download_meters WHERE number = ? AND state IN (?, ?) AND heard > ?",
            (number, OFFERED, FETCHING, milliseconds(at - _SILENT)),
        ).fetchone()
        (at_once,) = self._db.execute("SELECT at_once FROM downloads WHERE number = ?", (number,)).fetchone()
        return bool(own or served >= at_once)

    def _quiet_until(self, meter_id: str, at: datetime) -> datetime | None:
        rows = self._db.execute(
            'SELECT e.start, e."end" FROM addressed a JOIN events e USING (issuer_event_id)'
            ' WHERE a.meter_id = ? AND a.is_cancelled = 0 AND e."end" > ?',
            (meter_id, milliseconds(at)),
        ).fetchall()
        return quiet_until(((moment(start), moment(end)) for start, end in rows), at)

    def _parcel(self, number: int) -> Parcel:
        row = self._db.execute(
            "SELECT kind, manufacturer_id, meter_type, version, label, size, digest FROM downloads WHERE number = ?",
            (number,),
        ).fetchone()
        if row is None:
            raise OrderRefused(f"there is no download {number}")
        kind, manufacturer_id, meter_type, version, label, size, digest = row
        return Parcel(DownloadKind(kind), manufacturer_id, meter_type, version, label, size, bytes.fromhex(digest))

    def _state(self, number: int, meter_id: str) -> str | None:
        row = self._db.execute(
            "SELECT state FROM download_meters WHERE number = ? AND meter_id = ?", (number, meter_id)
        ).fetchone()
        return None if row is None else str(row[0])

    def _move(self, number: int, meter_id: str, state: str, at: datetime, detail: str) -> None:
        self._db.execute(
            "UPDATE download_meters SET state = ?, heard = ?, detail = ?, done_octets ="
            " iif(? IN ('received', 'started', 'runs'), (SELECT size FROM downloads WHERE number = ?), done_octets)"
            " WHERE number = ? AND meter_id = ?",
            (state, milliseconds(at), detail, state, number, number, meter_id),
        )

    def _wait(self, number: int, meter_id: str, until: datetime, why: str) -> None:
        self._db.execute(
            "UPDATE download_meters SET state = ?, due = ?, detail = ? WHERE number = ? AND meter_id = ?",
            (WAITING, milliseconds(until), why, number, meter_id),
        )

    def _note(self, number: int, meter_id: str, says: str, at: datetime) -> None:
        detail = f"{_spelled(number, self._parcel(number))}: {says}"
        self._books.ledger.note(Noted.DOWNLOAD_TOLD, at, None, meter_id, detail)


def _spelled(number: int, parcel: Parcel) -> str:
    return f"{number}: {parcel.kind.value} {parcel.label} ({parcel.version})"
