"""A concentrator whose power fails: data and configuration are there again (X-SELF-HEALING, X-LONG-TERM)."""

from datetime import timedelta
from pathlib import Path

import numpy as np

from devices.wan.bits import DOUBTFUL, MISSING, MISSING_WH, VALID, places_of
from devices.wan.field_words import BatchReadings, GroupRead, MetersHeard
from devices.wan.words import Dispatch, GroupControl, Verb
from tests.devices.utility.field.test_concentrator import METERS, NOON, Post, everybody
from tests.devices.wan.world import PEAK


class Mute(Post):
    """Its head end confirms nothing: what it says is owed."""

    def take(self, dispatches: list[Dispatch]) -> None:
        self.told += [one.body for one in dispatches]


def test_directory_intervals_marks_and_what_is_owed_survive_a_power_failure(tmp_path: Path) -> None:
    """X-SELF-HEALING: data and configuration survive; X-LONG-TERM: what was doubted is doubted, what lacks lacks."""
    post = Mute(tmp_path / "C-1.db", wh_at_most=100)
    post.run(16 * 60)
    start = NOON.replace(second=0)
    old = start - timedelta(days=59)
    told = np.array([[50, 101, MISSING_WH]], np.int32)
    with post.dcu.links.transaction():
        post.dcu.archive.keep(0, old, np.array([3]), told)
    names, served, owed = list(post.dcu.directory.names), post.dcu.directory.served.tolist(), post.dcu.owed
    kept = post.dcu.archive.read(0, start, 1, np.arange(METERS))
    assert owed >= 2

    post.dcu.close()
    post.told.clear()
    post.open()

    assert post.dcu.directory.names == names
    assert post.dcu.directory.served.tolist() == served
    again = post.dcu.archive.read(0, start, 1, np.arange(METERS))
    assert np.array_equal(kept[0], again[0])
    assert np.array_equal(kept[1], again[1])
    wh, marks = post.dcu.archive.read(0, old, 3, np.array([3]))
    assert wh.tolist() == told.tolist()
    assert marks.tolist() == [[VALID, DOUBTFUL, MISSING]]
    post.run(600)
    said = {type(one) for one in post.told}
    assert {MetersHeard, BatchReadings} <= said, "what was owed before is said again"
    post.dcu.close()


def test_a_cut_between_order_and_receipts_loses_no_meter(tmp_path: Path) -> None:
    """X-SELF-HEALING: the head end asks again for what was under way, and every meter has taken it once."""
    post = Post(tmp_path / "C-1.db")
    post.say(GroupControl(everybody(), PEAK))
    post.run(0.4)
    post.dcu.close()
    post.open()
    post.say(GroupControl(everybody(), PEAK))
    post.run(5)
    said = np.concatenate([places_of(one.places) for one in post.receipts()])
    assert sorted(set(said.tolist())) == list(range(METERS))
    assert (post.field.event == PEAK.issuer_event_id).all()
    post.dcu.close()


def test_nothing_is_estimated_in_sixty_days_of_gaps(tmp_path: Path) -> None:
    """X-LONG-TERM: it may validate and never estimates: a dead meter's intervals stay missing, asked for or not."""
    post = Post(tmp_path / "C-1.db", polls=1, is_passing_on_each_interval=False)
    post.field.cut(np.array([7]), post.now)
    post.run(3 * 3600)
    start = NOON.replace(second=0)
    post.say(GroupRead(0, start, start + timedelta(hours=3), everybody()), Verb.GET)
    wh, marks = post.dcu.archive.read(0, start, 12, np.array([7, 8]))
    assert (wh[0] == MISSING_WH).all()
    assert (marks[0] == MISSING).all()
    assert (marks[1] == VALID).all()
    pages = np.concatenate([places_of(one.places) for one in post.readings()])
    assert 7 not in pages
    assert 8 in pages
    post.dcu.close()
