"""Accounts of customers: who they are, which meters and programs were theirs from when to when, and how one is found.

A meter belongs to one account at a time. What was is kept: a meter that was changed still tells what it counted.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlite_utils import Database

from devices.utility.stored import milliseconds, moment
from devices.wan.words import Program

_NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_LONGEST = 120
_LAST = "\U0010ffff"
_MOST_WORDS = 8


class AccountRefused(ValueError):
    """It cannot be so; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A meter of an account, in UTC [`since`, `until`); None: it is there now."""

    meter_id: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A program of an account, in UTC [`since`, `until`); None: it is in it now."""

    program: Program
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account. `meters` and `programs` oldest first, those that have ended too."""

    account: str
    name: str
    address: str
    phone: str
    zone: str
    opened: datetime
    closed: datetime | None = None
    meters: tuple[Fitted, ...] = ()
    programs: tuple[Enrolled, ...] = ()

    @property
    def meter_ids(self) -> tuple[str, ...]:
        """The meters that are there now."""
        return tuple(one.meter_id for one in self.meters if one.until is None)


class Accounts:
    """Accounts in the records' file; every call that changes is within the caller's transaction."""

    def __init__(self, db: Database, zone: ZoneInfo) -> None:
        self._db = db
        self._zone = zone

    def open(
        self, account: str, at: datetime, *, name: str, address: str = "", phone: str = "", zone: str | None = None
    ) -> Account:
        """A new account. Raises AccountRefused for one that exists, and for words that cannot be kept."""
        if not _NAMED.fullmatch(account):
            raise AccountRefused("an account is named with letters, digits, '.', '_' and '-', 32 at most")
        if self._db.execute("SELECT 1 FROM accounts WHERE id = ?", (account,)).fetchone():
            raise AccountRefused(f"there is an account {account} already")
        told = _checked(name, address, phone, zone or self._zone.key)
        row = (account, *told, milliseconds(at))
        self._db.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
        self._index(account)
        return self.account(account)

    def change(
        self,
        account: str,
        *,
        name: str | None = None,
        address: str | None = None,
        phone: str | None = None,
        zone: str | None = None,
    ) -> Account:
        """What is not None is set. Raises AccountRefused."""
        was = self.account(account)
        new = (name, address, phone, zone)
        old = (was.name, was.address, was.phone, was.zone)
        told = _checked(*(one if one is not None else other for one, other in zip(new, old, strict=True)))
        sql = "UPDATE accounts SET name = ?, address = ?, phone = ?, zone = ? WHERE id = ?"
        self._db.execute(sql, (*told, account))
        self._index(account)
        return self.account(account)

    def close(self, account: str, at: datetime) -> Account:
        """It ends, with its meters and programs; nothing of it is forgotten. Raises AccountRefused."""
        self._open_one(account)
        for table in ("account_meters", "account_programs"):
            sql = f"UPDATE {table} SET until = ? WHERE account = ? AND until IS NULL"  # noqa: S608 - our own words
            self._db.execute(sql, (milliseconds(at), account))
        self._db.execute("UPDATE accounts SET closed = ? WHERE id = ?", (milliseconds(at), account))
        return self.account(account)

    def fit(self, account: str, meter_id: str, at: datetime, instead_of: str | None = None) -> Account:
        """A meter is there from `at` on, beside the others or `instead_of` one of them. Raises AccountRefused."""
        one = self._open_one(account)
        if not meter_id or len(meter_id) > _LONGEST:
            raise AccountRefused("a meter has a name")
        if (holder := self.holder(meter_id, at)) is not None:
            raise AccountRefused(f"{meter_id} is the meter of account {holder} already")
        later = "SELECT 1 FROM account_meters WHERE meter_id = ? AND since >= ?"
        if self._db.execute(later, (meter_id, milliseconds(at))).fetchone():
            raise AccountRefused(f"{meter_id} is fitted later already")
        if instead_of is not None:
            if instead_of not in one.meter_ids:
                raise AccountRefused(f"{instead_of} is no meter of account {account}")
            self.remove(account, instead_of, at)
        sql = "INSERT INTO account_meters (account, meter_id, since) VALUES (?, ?, ?)"
        self._db.execute(sql, (account, meter_id, milliseconds(at)))
        self._index(account)
        return self.account(account)

    def remove(self, account: str, meter_id: str, at: datetime) -> Account:
        """A meter is there until `at`. Raises AccountRefused."""
        sql = "UPDATE account_meters SET until = ? WHERE account = ? AND meter_id = ? AND until IS NULL AND since <= ?"
        if not self._db.execute(sql, (milliseconds(at), account, meter_id, milliseconds(at))).rowcount:
            raise AccountRefused(f"{meter_id} is no meter of account {account}")
        return self.account(account)

    def enrol(self, account: str, programs: Iterable[Program], at: datetime) -> Account:
        """From `at` on it is in these programs, and in no others. Raises AccountRefused."""
        one, wanted = self._open_one(account), {each.value for each in programs}
        now = {each.program.value for each in one.programs if each.until is None}
        for gone in sorted(now - wanted):
            sql = "UPDATE account_programs SET until = ? WHERE account = ? AND program = ? AND until IS NULL"
            self._db.execute(sql, (milliseconds(at), account, gone))
        for new in sorted(wanted - now):
            sql = "INSERT INTO account_programs (account, program, since) VALUES (?, ?, ?)"
            self._db.execute(sql, (account, new, milliseconds(at)))
        return self.account(account)

    # Questions

    def account(self, account: str) -> Account:
        """That account. Raises AccountRefused if there is none."""
        found = self._accounts([account])
        if not found:
            raise AccountRefused(f"there is no account {account}")
        return found[0]

    def find(self, text: str = "", limit: int = 20, after: str = "") -> list[Account]:
        """The accounts of which each of the words begins one, in the order of their ids; no words: all, above `after`.

        Words are those of name and address, parts of the phone number, account and meter ids; accents and case are one.
        """
        wanted = words(text)[:_MOST_WORDS]
        if text.strip() and not wanted:
            return []
        clause = "SELECT account FROM account_words WHERE word >= ? AND word < ?"
        match = "".join(f" AND id IN ({clause})" for _ in wanted)
        values = [each for word in wanted for each in (word, word + _LAST)]
        sql = f"SELECT id FROM accounts WHERE id > ?{match} ORDER BY id LIMIT ?"  # noqa: S608 - our own words
        found = self._db.execute(sql, (after, *values, max(0, limit))).fetchall()
        return self._accounts([one for (one,) in found])

    def holder(self, meter_id: str, at: datetime) -> str | None:
        """The account whose meter it was at that time."""
        sql = "SELECT account FROM account_meters WHERE meter_id = ? AND since <= ? AND (until IS NULL OR until > ?)"
        row = self._db.execute(sql, (meter_id, milliseconds(at), milliseconds(at))).fetchone()
        return None if row is None else str(row[0])

    def _open_one(self, account: str) -> Account:
        one = self.account(account)
        if one.closed is not None:
            raise AccountRefused(f"account {account} is closed")
        return one

    def _accounts(self, ids: Sequence[str]) -> list[Account]:
        marks = ", ".join("?" * len(ids))
        by = "account, {}, since, until FROM account_{} WHERE account IN ({}) ORDER BY since, id"
        meters: dict[str, list[Fitted]] = {}
        sql = "SELECT " + by.format("meter_id", "meters", marks)
        for account, meter, since, until in self._db.execute(sql, tuple(ids)).fetchall():
            meters.setdefault(account, []).append(Fitted(meter, moment(since), _moment(until)))
        programs: dict[str, list[Enrolled]] = {}
        sql = "SELECT " + by.format("program", "programs", marks)
        for account, program, since, until in self._db.execute(sql, tuple(ids)).fetchall():
            programs.setdefault(account, []).append(Enrolled(Program(program), moment(since), _moment(until)))
        sql = f"SELECT * FROM accounts WHERE id IN ({marks}) ORDER BY id"  # noqa: S608 - our own words
        return [
            Account(
                *(account, name, address, phone, zone, moment(opened), _moment(closed)),
                *(tuple(meters.get(account, ())), tuple(programs.get(account, ()))),
            )
            for account, name, address, phone, zone, opened, closed in self._db.execute(sql, tuple(ids)).fetchall()
        ]

    def _index(self, account: str) -> None:
        one = self.account(account)
        digits = "".join(filter(str.isdigit, one.phone))
        found = {*words(one.name), *words(one.address), account.casefold(), *words(account)}
        found |= {digits[-length:] for length in (len(digits), 10, 7, 4) if 0 < length <= len(digits)}
        for meter in one.meters:
            found |= {meter.meter_id.casefold(), *words(meter.meter_id)}
        self._db.execute("DELETE FROM account_words WHERE account = ?", (account,))
        self._db.conn.executemany(
            "INSERT INTO account_words VALUES (?, ?)", [(word, account) for word in sorted(found)]
        )


def words(text: str) -> list[str]:
    """The words to be found by: without case and accents, letters and digits alone."""
    plain = unicodedata.normalize("NFKD", text[: 4 * _LONGEST]).casefold()
    kept = "".join(one if one.isalnum() else "" if unicodedata.combining(one) else " " for one in plain)
    return kept.split()


def _checked(name: str, address: str, phone: str, zone: str) -> tuple[str, str, str, str]:
    for what, text in (("name", name), ("address", address), ("phone number", phone)):
        if len(text) > _LONGEST or any(unicodedata.category(one) in {"Cc", "Cs"} for one in text):
            raise AccountRefused(f"a {what} is one line of {_LONGEST} characters at most")
    if not name.strip():
        raise AccountRefused("an account has a name")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise AccountRefused(f"there is no time zone {zone!r}") from None
    return name.strip(), address.strip(), phone.strip(), zone


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else moment(ms)
