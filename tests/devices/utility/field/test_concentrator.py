"""A concentrator before a simulated neighbourhood: one message out, one receipt for all (X-SCALE, X-LONG-TERM)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from devices.sim.field.field import Field, FieldSettings
from devices.sim.field.side import FieldSide
from devices.utility.field.concentrator import Concentrator
from devices.utility.field.settings import Settings
from devices.wan.bits import (
    DOUBTFUL,
    MISSING,
    MISSING_WH,
    VALID,
    none_of,
    pack,
    pack_wh,
    places_of,
    unpack,
    unpack_marks,
    unpack_times,
    unpack_wh,
)
from devices.wan.field_words import BatchReadings, BatchReceipt, GroupRead, MetersHeard, Told
from devices.wan.words import (
    Body,
    Dispatch,
    Envelope,
    EventCancel,
    GroupControl,
    Noun,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)
from tests.devices.wan.world import PEAK

NOON = datetime(2026, 7, 14, 19, 0, 5, tzinfo=UTC)
METERS = 300


class Post:
    """A concentrator, and what its head end would see of it."""

    def __init__(self, path: Path | None = None, field: Field | None = None, **changes: object) -> None:
        self.now = NOON
        self.field = field or Field(METERS, ["C-1", "C-2"], settings=FieldSettings(loss=0.0))
        self.side = FieldSide(self.field, "C-1")
        self.settings = replace(Settings("C-1"), **changes)  # type: ignore[arg-type]  # by name, of any kind
        self.path = path
        self.told: list[Body] = []
        self._number = 0
        self.open()

    def open(self) -> None:
        self.dcu = Concentrator(self.path, self.side, self.settings)
        self.run(0)

    def take(self, dispatches: list[Dispatch]) -> None:
        for dispatch in dispatches:
            self.told.append(dispatch.body)
            if dispatch.verb is Verb.CREATED:
                self.say(Reply(is_ok=True, meter_time=self.now), Verb.REPLY, answers=dispatch.message_id)

    def say(self, body: Body, verb: Verb = Verb.CREATE, *, answers: str = "", message_id: str = "") -> None:
        self._number += 1
        name = message_id or f"MS-{self._number}"
        ends = self.now + timedelta(hours=1)
        envelope = Envelope(verb, Noun.METER_READINGS, name, "MS", "C-1", self.now, ends, self._number, body, answers)
        self.take(self.dcu.receive(Verified(envelope, SecurityClass.CONTROL), self.now))

    def run(self, seconds: float) -> None:
        until = self.now + timedelta(seconds=seconds)
        self.take(self.dcu.wake(self.now))
        while (due := self.dcu.next_wake) is not None and due <= until:
            self.now = max(self.now, due)
            self.take(self.dcu.wake(self.now))
        self.now = until

    def receipts(self, told: Told = Told.TAKEN) -> list[BatchReceipt]:
        return [one for one in self.told if isinstance(one, BatchReceipt) and one.told is told]

    def readings(self) -> list[BatchReadings]:
        return [one for one in self.told if isinstance(one, BatchReadings)]


@pytest.fixture
def post() -> Iterator[Post]:
    one = Post()
    yield one
    one.dcu.close()


def everybody(count: int = METERS) -> bytes:
    return pack(~none_of(count))


def test_one_message_reaches_the_targets_and_one_receipt_tells_each_meters_time(post: Post) -> None:
    """X-SCALE."""
    targets = none_of(METERS)
    targets[::2] = True
    post.say(GroupControl(pack(targets), PEAK))
    post.run(5)
    (receipt,) = post.receipts()
    assert (unpack(receipt.places, METERS) == targets).all()
    times_ms = unpack_times(receipt.times_ms, round(receipt.since.timestamp() * 1000), METERS // 2)
    after_ms = times_ms - round(NOON.timestamp() * 1000)
    assert (after_ms >= 20).all()
    assert (after_ms <= 900).all()
    assert receipt.issuer_event_id == PEAK.issuer_event_id
    assert post.dcu.owed == 0


def test_a_meter_that_does_not_answer_is_told_again_and_the_others_are_not(post: Post) -> None:
    post.field.settings = FieldSettings(loss=0.2)
    post.say(GroupControl(everybody(), PEAK))
    post.run(15)
    first, *later = post.receipts()
    assert 0.7 * METERS < len(places_of(first.places)) < 0.9 * METERS
    said = np.concatenate([places_of(one.places) for one in post.receipts()])
    assert later
    assert len(said) == len(set(said)) > 0.99 * METERS


def test_an_event_that_meters_took_is_not_taken_twice_even_after_a_restart(tmp_path: Path) -> None:
    post = Post(tmp_path / "C-1.db")
    later = GroupControl(everybody(), replace(PEAK, start=NOON + timedelta(hours=2)))
    post.say(later)
    post.run(5)
    entries = post.dcu.directory.entries()
    post.dcu.close()
    post.open()
    post.say(later)
    post.run(5)
    first, second = post.receipts()
    assert second.places == first.places
    assert second.since == first.since
    assert second.times_ms == first.times_ms
    assert (post.dcu.directory.entries() == entries).all()
    assert (entries == 1).all()
    post.dcu.close()


def test_homes_begin_opt_out_and_end_in_batches(post: Post) -> None:
    post.say(GroupControl(everybody(), replace(PEAK, start=NOON + timedelta(minutes=5), duration_minutes=30)))
    post.run(3600)
    counts = {told: sum(len(places_of(one.places)) for one in post.receipts(told)) for told in Told}
    served = int(post.dcu.directory.served.sum())
    assert served == METERS // 2
    assert counts[Told.STARTED] == served
    assert 0 < counts[Told.OPTED_OUT] < served / 5
    assert counts[Told.COMPLETED] == served - counts[Told.OPTED_OUT]
    assert len(post.told) < 60


def test_a_cancelled_event_is_not_begun(post: Post) -> None:
    control = replace(PEAK, start=NOON + timedelta(minutes=5), duration_minutes=30)
    post.say(GroupControl(everybody(), control))
    post.run(5)
    post.say(GroupControl(everybody(), EventCancel(control.issuer_event_id)), Verb.CANCEL)
    post.run(3600)
    assert len(post.receipts()) == 2
    assert post.receipts(Told.STARTED) == []


def test_a_meter_that_appears_is_registered_by_itself_and_told_to_the_head_end() -> None:
    """X-SCALE: detects additions by itself, configurable limits."""
    field = Field(METERS, ["C-1", "C-2"], settings=FieldSettings(loss=0.0), present=100)
    post = Post(field=field, meters_at_most=150, beat_s=60.0)
    assert post.dcu.directory.count == 100
    field.appear(200)
    post.run(120)
    told = [one for one in post.told if isinstance(one, MetersHeard) and one.names]
    assert [one.first for one in told] == [0, 100]
    assert [len(one.names) for one in told] == [100, 50]
    assert post.dcu.directory.count == 150
    post.dcu.close()


def test_intervals_are_read_as_they_end_and_again_where_a_meter_was_silent(post: Post) -> None:
    post.field.settings = FieldSettings(loss=0.2)
    post.run(20 * 60)
    readings = post.readings()
    assert 2 <= len(readings) <= 4
    assert {one.start for one in readings} == {NOON.replace(second=0)}
    places = np.concatenate([places_of(one.places) for one in readings])
    assert len(places) == len(set(places)) > 0.95 * METERS / 2
    for one in readings:
        count = len(places_of(one.places))
        assert (unpack_wh(one.wh, count, 1) > 0).all()
        assert (unpack_marks(one.marks, count, 1) == VALID).all()


def test_whole_days_are_given_when_asked_for_with_what_meters_still_hold(post: Post) -> None:
    """X-LONG-TERM: a gap is fetched from the meter, which keeps 45 days, and never filled in."""
    day = datetime(2026, 7, 14, 7, tzinfo=UTC)
    post.run(7200)
    post.field.cut(np.array([7]), post.now)
    post.now = day + timedelta(days=1, minutes=5)
    post.told.clear()
    post.say(GroupRead(0, day, day + timedelta(days=1), everybody()), Verb.GET)
    pages = post.readings()
    assert all(page.count == 96 for page in pages)
    rows = [(places_of(one.places), one) for one in pages]
    assert np.concatenate([places for places, _ in rows]).tolist() == list(range(METERS))
    marks = np.concatenate([unpack_marks(one.marks, len(places), 96) for places, one in rows])
    wh = np.concatenate([unpack_wh(one.wh, len(places), 96) for places, one in rows])
    assert (marks[np.arange(METERS) != 7] == VALID).all()
    assert (marks[7] == MISSING).sum() == 96 - 7
    assert (wh[7][marks[7] == MISSING] == MISSING_WH).all()


def test_what_is_beyond_belief_is_marked_and_kept_as_it_was_told() -> None:
    """X-LONG-TERM: a concentrator validates, it does not estimate."""
    post = Post(wh_at_most=100)
    wh = np.array([[50, 101, -3, MISSING_WH]], np.int32)
    start = NOON.replace(second=0)
    post.dcu.archive.keep(0, start, np.array([3]), wh)
    found, marks = post.dcu.archive.read(0, start, 5, np.array([3]))
    assert found.tolist() == [[50, 101, -3, MISSING_WH, MISSING_WH]]
    assert marks.tolist() == [[VALID, DOUBTFUL, DOUBTFUL, MISSING, MISSING]]
    post.dcu.close()


def test_sixty_days_are_kept_and_no_more() -> None:
    """X-LONG-TERM."""
    post = Post()
    start = NOON.replace(second=0)
    for day in (0, 59, 61):
        post.dcu.archive.keep(0, start - timedelta(days=day), np.array([3]), np.array([[50]], np.int32))
    post.run(16 * 60)
    kept = [post.dcu.archive.read(0, start - timedelta(days=day), 1, np.array([3]))[0][0, 0] for day in (0, 59, 61)]
    assert kept == [50, 50, MISSING_WH]
    post.dcu.close()


def test_a_message_that_no_meter_of_it_can_mean_is_refused(post: Post) -> None:
    post.told.clear()
    post.say(GroupControl(everybody(METERS + 9), PEAK))
    (reply,) = post.told
    assert isinstance(reply, Reply)
    assert "beyond the 300" in reply.error


@pytest.mark.parametrize(
    "octets", [b"", b"nothing", pack_wh(np.zeros((1, 9), np.int32)), pack_wh(np.zeros((1, 7), np.int32)) + b"x"]
)
def test_packed_values_are_taken_only_as_many_as_they_must_be(octets: bytes) -> None:
    with pytest.raises(ValueError):
        unpack_wh(octets, 1, 7)
