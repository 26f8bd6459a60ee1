"""Which meters are behind which concentrators, and through which one each is reached now.

The head end numbers all meters behind concentrators; whatever it keeps of many of them is a bitmap over these numbers.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from devices.utility.ledger import Ledger
from devices.utility.ms.settings import Settings
from devices.utility.ms.targets import ALL, GROUP, Meters
from devices.utility.stored import milliseconds, moment
from devices.wan.bits import Bits, Numbers, none_of, pack, unpack
from devices.wan.field_words import MetersHeard
from devices.wan.journal import Noted

_NOBODY = -1
_NUMBER = np.dtype("<i4")


@dataclass(frozen=True, slots=True)
class Aim:
    """Whom an order is for: meters with a connection of their own, and the numbers of those behind concentrators."""

    meters: tuple[str, ...]
    behind: Bits

    @property
    def has_behind(self) -> bool:
        """Is any behind a concentrator?"""
        return bool(self.behind.any())


@dataclass(slots=True)
class _Post:
    numbers: Numbers  # by place; _NOBODY where no meter is known
    served: Bits
    told_ms: int
    heard_ms: int
    is_silent: bool


class FieldMap:
    """Every change is within the caller's transaction. Raises OrderRefused for targets that are nobody."""

    def __init__(self, ledger: Ledger, meters: Meters, settings: Settings) -> None:
        self._ledger = ledger
        self._db = ledger.db
        self._meters = meters
        self._settings = settings
        self._ids: list[str] = []  # by number
        self._number_of: dict[str, int] = {}
        self._heard: list[tuple[int, int]] = []  # from which number on, when
        for names, heard_ms in self._db.execute("SELECT names, heard FROM field_names ORDER BY first").fetchall():
            self._remember(json.loads(names), heard_ms)
        self._posts: dict[str, _Post] = {}
        rows = self._db.execute("SELECT name, served, told, heard, is_silent FROM concentrators ORDER BY name")
        for name, served, told_ms, heard_ms, is_silent in rows.fetchall():
            numbers = self._stored_numbers(name)
            bits = unpack(served, max(len(numbers), len(served) * 8))
            self._posts[name] = _Post(numbers, bits, told_ms, heard_ms, bool(is_silent))

    @property
    def count(self) -> int:
        """How many meters are behind concentrators."""
        return len(self._ids)

    @property
    def served(self) -> int:
        """How many meters have chosen a concentrator, as these tell."""
        return sum(int(post.served.sum()) for post in self._posts.values())

    # What it learns

    def enrol(self, name: str) -> None:
        """Believe a concentrator of that name."""
        if name not in self._posts:
            self._posts[name] = _Post(np.zeros(0, np.int64), none_of(0), 0, 0, is_silent=False)
            self._db.execute("INSERT INTO concentrators VALUES (?, ?, 0, 0, 0)", (name, b""))

    def knows(self, name: str) -> bool:
        """Is it a concentrator of ours?"""
        return name in self._posts

    def learn(self, name: str, heard: MetersHeard, at: datetime) -> list[str]:
        """Whom a concentrator hears and serves; the names that were refused, because they are meters of their own."""
        refused = self._meters.known(heard.names)
        self._register([meter for meter in heard.names if meter not in refused], at)
        post = self._posts[name]
        numbers = np.array([self._number_of.get(meter, _NOBODY) for meter in heard.names], np.int64)
        numbers[[meter in refused for meter in heard.names]] = _NOBODY
        size = max(len(post.numbers), heard.first + len(numbers), len(heard.served) * 8)
        wide = np.full(size, _NOBODY, np.int64)
        wide[: len(post.numbers)] = post.numbers
        wide[heard.first : heard.first + len(numbers)] = numbers
        post.numbers = wide
        if len(numbers):
            row = (name, heard.first, numbers.astype(_NUMBER).tobytes())
            self._db.execute("INSERT OR REPLACE INTO field_spans VALUES (?, ?, ?)", row)
        if (told_ms := milliseconds(heard.at)) >= post.told_ms:
            post.served, post.told_ms = unpack(heard.served, size), told_ms
            self._db.execute(
                "UPDATE concentrators SET served = ?, told = ? WHERE name = ?", (heard.served, told_ms, name)
            )
        return sorted(refused)

    def was_heard(self, name: str, at: datetime) -> None:
        """A concentrator said something."""
        post = self._posts[name]
        if post.is_silent:
            self._ledger.note(Noted.CONCENTRATOR_BACK, at, None, name)
        if post.is_silent or milliseconds(at) - post.heard_ms > 60_000:
            self._db.execute(
                "UPDATE concentrators SET heard = ?, is_silent = 0 WHERE name = ?", (milliseconds(at), name)
            )
        post.heard_ms, post.is_silent = milliseconds(at), False

    def is_silent(self, name: str, at: datetime) -> None:
        """A concentrator does not answer: its meters are reached through others until it says something."""
        post = self._posts[name]
        if not post.is_silent:
            post.is_silent = True
            self._db.execute("UPDATE concentrators SET is_silent = 1 WHERE name = ?", (name,))
            self._ledger.note(Noted.CONCENTRATOR_SILENT, at, None, name)

    def miss(self, at: datetime) -> None:
        """Those that have said nothing for too long are silent."""
        limit_ms = milliseconds(at - timedelta(seconds=self._settings.concentrator_beat_s))
        for name, post in self._posts.items():
            if post.heard_ms and post.heard_ms < limit_ms:
                self.is_silent(name, at)

    # What it is asked

    def aim(self, targets: Sequence[str]) -> Aim:
        """Whom these targets name: meters, "group:NAME", "all"."""
        behind, direct = none_of(self.count), list[str]()
        for target in targets:
            numbers = self.numbers_named(target)
            behind[numbers] = True
            if not numbers.size or self._has_direct(target):
                direct.append(target)
        is_direct_wanted = bool(direct) or not behind.any()
        return Aim(tuple(self._meters.resolve(direct)) if is_direct_wanted else (), behind)

    def route(self, wanted: Bits) -> dict[str, Bits]:
        """Through which concentrator each of these is reached, as its places; a silent one only where is no other."""
        left = none_of(self.count)
        left[: len(wanted)] = wanted
        found: dict[str, Bits] = {}
        order = sorted(self._posts.items(), key=lambda one: -one[1].told_ms)
        for is_silent, must_serve in ((False, True), (False, False), (True, True), (True, False)):
            for name, post in order:
                if post.is_silent is not is_silent or not left.any():
                    continue
                is_here = post.numbers != _NOBODY
                is_here[is_here] = left[post.numbers[is_here]]
                if must_serve:
                    is_here &= post.served[: len(is_here)]
                if is_here.any():
                    left[post.numbers[is_here]] = False
                    found[name] = found[name] | is_here if name in found else is_here
        return found

    def numbers(self, name: str, places: Numbers) -> Numbers:
        """The numbers of a concentrator's places. Raises ValueError for a place that has no meter of ours."""
        known = self._posts[name].numbers
        if places.size and (places[-1] >= len(known) or (known[places] == _NOBODY).any()):
            raise ValueError("a place that no meter was told of")
        found: Numbers = known[places]
        return found

    def all_numbers(self, name: str) -> Numbers:
        """The numbers of every meter that a concentrator hears, by place; places without one left out."""
        known = self._posts[name].numbers
        numbers: Numbers = known[known != _NOBODY]
        return numbers

    def served_by(self, name: str) -> Bits:
        """The meters that have chosen that concentrator."""
        post, bits = self._posts[name], none_of(self.count)
        numbers = post.numbers[post.served[: len(post.numbers)]]
        bits[numbers[numbers != _NOBODY]] = True
        return bits

    def everybody(self) -> Bits:
        """All of them."""
        everybody: Bits = ~none_of(self.count)
        return everybody

    def heard_before(self, at: datetime) -> Bits:
        """The meters that were known by then."""
        ends = [first for first, _ in self._heard[1:]] + [self.count]
        bits = none_of(self.count)
        for (first, heard_ms), end in zip(self._heard, ends, strict=True):
            bits[first:end] = heard_ms < milliseconds(at)
        return bits

    def names(self, bits: Bits) -> list[str]:
        """The ids of these numbers."""
        return [self._ids[number] for number in np.flatnonzero(bits).tolist()]

    def names_of(self, numbers: Numbers) -> list[str]:
        """The ids of these numbers, in their order."""
        return [self._ids[number] for number in numbers.tolist()]

    def group(self, name: str, meter_ids: Iterable[str], *, is_removed: bool = False) -> list[str]:
        """Put meters behind concentrators into a group; those that are none are given back."""
        others, members = [], none_of(self.count)
        for meter in meter_ids:
            numbers = self.numbers_named(meter)
            members[numbers] = True
            if not numbers.size or self._has_direct(meter):
                others.append(meter)
        if members.any():
            before = self.members(name)
            now = before & ~members if is_removed else before | members
            self._db.execute("INSERT OR REPLACE INTO field_members VALUES (?, ?)", (name, pack(now)))
        return others

    def members(self, group: str) -> Bits:
        """Who is in that group."""
        row = self._db.execute("SELECT members FROM field_members WHERE name = ?", (group,)).fetchone()
        return unpack(row[0], self.count) if row else none_of(self.count)

    def groups(self) -> list[str]:
        """The groups that have a meter behind a concentrator."""
        return [name for (name,) in self._db.execute("SELECT name FROM field_members ORDER BY name").fetchall()]

    def listed(self) -> list[dict[str, object]]:
        """The concentrators: how many meters each hears and serves, when it was heard, whether it is silent."""
        return [
            {
                "concentrator": name,
                "hears": int((post.numbers != _NOBODY).sum()),
                "serves": int(post.served.sum()),
                "heard": moment(post.heard_ms) if post.heard_ms else None,
                "is_silent": post.is_silent,
            }
            for name, post in sorted(self._posts.items())
        ]

    def numbers_named(self, target: str) -> Numbers:
        """The numbers of a meter, of "group:NAME", or of "all"; none where it names nobody here."""
        if target == ALL:
            return np.arange(self.count, dtype=np.int64)
        if target.startswith(GROUP):
            return np.flatnonzero(self.members(target.removeprefix(GROUP)))
        number = self._number_of.get(target)
        return np.array([] if number is None else [number], np.int64)

    def _has_direct(self, target: str) -> bool:
        if target == ALL:
            return self._meters.has_any()
        if target.startswith(GROUP):
            return target.removeprefix(GROUP) in self._meters.groups()
        return self._meters.knows(target)

    def _register(self, names: Sequence[str], at: datetime) -> None:
        """Number those that are new; a row for all of them."""
        new = [name for name in dict.fromkeys(names) if name not in self._number_of]
        if new:
            row = (self.count, json.dumps(new, separators=(",", ":")), milliseconds(at))
            self._db.execute("INSERT INTO field_names VALUES (?, ?, ?)", row)
            self._remember(new, milliseconds(at))

    def _remember(self, names: Sequence[str], heard_ms: int) -> None:
        self._heard.append((self.count, heard_ms))
        self._number_of |= {name: self.count + place for place, name in enumerate(names)}
        self._ids += names

    def _stored_numbers(self, name: str) -> Numbers:
        sql = "SELECT first, numbers FROM field_spans WHERE concentrator = ? ORDER BY first"
        numbers: Numbers = np.zeros(0, np.int64)
        for first, octets in self._db.execute(sql, (name,)).fetchall():
            some = np.frombuffer(octets, _NUMBER)
            wide = np.full(max(len(numbers), first + len(some)), _NOBODY, np.int64)
            wide[: len(numbers)] = numbers
            wide[first : first + len(some)] = some
            numbers = wide
        return numbers
