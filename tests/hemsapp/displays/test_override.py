"""A second kiosk overrides an event of the true engine: both show who; a pulled network ends in one answer (C1FR36)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from devices.demand_response import EventStatus
from devices.moment import Moment
from hemsapp.commands import AnswerEvent, Command, Ease, OptOut, UndoOverride
from hemsapp.displaying import InviteDisplay, JoinHome
from hemsapp.displays.companion_end import CompanionEnd
from hemsapp.displays.frames import Framer, OfCompanion, OfMain, of_companion, of_main, written
from hemsapp.displays.host_end import Ask, Host, HostEnd, LetGo, Memory, Parts, Submit
from hemsapp.snapshot import NO_DISPLAYS, NONE_SERVED, DisplaysTold, Part, Participation, Snapshot
from tests.hemsapp.events_home import HALL, EventsHome
from tests.hemsapp.test_events_home import EVENT, HOUR, MINUTE, SECONDS, running, statuses
from ui import i18n
from ui.presenters.blank import blank
from ui.presenters.event_words import part_line

ID = EVENT.issuer_event_id


class Cut(Exception):
    """The network is pulled."""


class TwoDisplays:
    """A home in an event, its main display, and a companion; after `cut_after` frames the network is pulled."""

    def __init__(self) -> None:
        self.home: EventsHome = running()
        self.memory, self.parts = Memory(), Parts()
        self.companion = CompanionEnd(b"kitchen1", blank(self.home.at))
        self.frames = 0
        self.cut_after: int | None = None
        self.host: HostEnd | None = None
        self.connect()

    def connect(self) -> None:
        self.host = HostEnd(Host(b"the main", "Hall", 1.0), "key", "Kitchen", self.memory, self.parts)
        self.carry(self.companion.connected(self.home.at))
        self.show()

    def show(self) -> None:
        """What the engine shows goes out."""
        assert self.host is not None
        shown = self.host.show(self.main)
        if shown is not None:
            self.carry_back(shown)

    @property
    def main(self) -> Snapshot:
        return self.home.engine.snapshot(self.home.at)

    def pass_time(self, delta: timedelta) -> None:
        self.home.run(delta)
        if self.host is not None:
            self.show()

    def ask(self, command: Command) -> None:
        self.carry(self.companion.ask(command, self.home.at))

    def carry(self, frames: list[OfCompanion]) -> None:
        for frame in frames:
            self._count()
            assert self.host is not None
            for out in self.host.receive(of_companion(_across(frame)), self.home.at):
                if isinstance(out, Submit):
                    self.home.hear(out.command)
                elif not isinstance(out, Ask | LetGo):
                    self.carry_back(out)

    def carry_back(self, frame: OfMain) -> None:
        self._count()
        self.carry(self.companion.receive(of_main(_across(frame), self.companion.shift_s), self.home.at))

    def pull(self) -> None:
        self.host = None
        self.companion.lost()

    def _count(self) -> None:
        if self.cut_after is not None and self.frames >= self.cut_after:
            raise Cut
        self.frames += 1


def _across(frame: OfCompanion | OfMain) -> bytes:
    (body,) = Framer(4_000_000).feed(written(frame))
    return body


def hall(snapshot: Snapshot | None) -> Participation:
    assert snapshot is not None
    current = snapshot.events.current
    assert current is not None
    return next(each for each in current.participations if each.device == HALL)


def said(snapshot: Snapshot | None, at: Moment) -> str:
    assert snapshot is not None
    assert snapshot.events.current is not None
    line = part_line(snapshot.events.current, hall(snapshot), at, snapshot.preferences.zone)
    return " ".join(run.text for run in line)


def test_a_second_kiosk_leaves_an_event_for_a_room_and_both_show_who_did_it() -> None:
    """C1FR36"""
    displays = TwoDisplays()
    displays.ask(OptOut(ID, HALL))
    displays.pass_time(10 * SECONDS)
    main, companion = displays.main, displays.companion.snapshot
    assert (hall(main).part, hall(main).changed_by) == (Part.OPTED_OUT, "Kitchen")
    assert (hall(companion).part, hall(companion).changed_by) == (Part.OPTED_OUT, "this display")
    assert "Kitchen" in said(main, displays.home.at)
    assert "Kitchen" not in said(companion, displays.home.at)
    assert statuses(displays.home, HALL)[-1] is EventStatus.OPTED_OUT


@pytest.mark.parametrize(
    ("command", "part"),
    [
        (AnswerEvent(ID, is_skipped=True), Part.OPTED_OUT),
        (UndoOverride(), Part.EASED),
    ],
    ids=lambda each: type(each).__name__,
)
def test_whatever_is_done_at_a_second_kiosk_says_so(command: Command, part: Part) -> None:
    """C1FR36"""
    displays = TwoDisplays()
    if isinstance(command, UndoOverride):
        for by_centi_c in (50, 100):
            displays.home.hear(Ease(ID, HALL, by_centi_c))
            displays.pass_time(5 * SECONDS)
    displays.ask(command)
    displays.pass_time(10 * SECONDS)
    assert (hall(displays.main).part, hall(displays.main).changed_by) == (part, "Kitchen")


def test_what_the_main_display_did_is_shown_as_done_there() -> None:
    """C1FR36"""
    displays = TwoDisplays()
    displays.home.hear(OptOut(ID, HALL))
    displays.pass_time(10 * SECONDS)
    assert hall(displays.companion.snapshot).changed_by == "Hall"
    assert "Hall" in said(displays.companion.snapshot, displays.home.at)


def test_who_did_it_is_said_in_every_language() -> None:
    displays = TwoDisplays()
    displays.ask(OptOut(ID, HALL))
    displays.pass_time(10 * SECONDS)
    for language in ("en-US", "es-US", "fr-CA"):
        i18n.use(i18n.Style(language))
        assert "Kitchen" in said(displays.main, displays.home.at)
    i18n.use(i18n.Style())


@pytest.mark.parametrize("frame", range(4))
def test_the_network_pulled_at_any_frame_of_an_override_ends_in_one_answer_and_one_receipt(frame: int) -> None:
    """C1FR36: pulled after each frame and plugged again in time, the room leaves once, the utility hears once."""
    displays = TwoDisplays()
    displays.cut_after = displays.frames + frame
    try:
        displays.ask(OptOut(ID, HALL))
        displays.pass_time(1 * SECONDS)
    except Cut:
        pass
    displays.cut_after = None
    displays.pull()
    displays.home.run(1 * SECONDS)
    displays.connect()
    displays.pass_time(20 * SECONDS)
    assert statuses(displays.home, HALL).count(EventStatus.OPTED_OUT) == 1
    assert hall(displays.main).changed_by == "Kitchen"
    assert replace(hall(displays.companion.snapshot), changed_by="Kitchen") == hall(displays.main)
    assert displays.companion.problem == ""


def test_two_displays_that_say_the_opposite_at_once_end_as_the_main_display_ordered_them() -> None:
    """C1FR36, X-MULTI-CLIENT"""
    displays = TwoDisplays()
    displays.home.hear(OptOut(ID, HALL))
    displays.ask(UndoOverride())
    displays.pass_time(20 * SECONDS)
    assert hall(displays.main).part is not Part.OPTED_OUT
    assert hall(displays.companion.snapshot).part is hall(displays.main).part


def test_an_events_end_is_known_to_the_companion_without_the_main_display() -> None:
    displays = TwoDisplays()
    displays.pull()
    displays.home.run(HOUR + 5 * MINUTE)
    snapshot = displays.companion.snapshot
    assert snapshot is not None
    assert snapshot.events.current is not None
    assert snapshot.events.current.end == displays.main.events.all[0].end


def test_where_nobody_serves_displays_an_invitation_is_answered_in_a_sentence() -> None:
    home = running()
    home.hear(InviteDisplay())  # nobody tends it here
    assert home.engine.snapshot(home.at).displays == NO_DISPLAYS
    home.perform(home.engine.receive(DisplaysTold(NONE_SERVED), home.at))
    assert home.engine.snapshot(home.at).displays.problem == "This display cannot do that yet."
    home.hear(JoinHome("10.0.0.2", "Kitchen", "482109375516"))
    refusal = home.engine.snapshot(home.at).refusal
    assert refusal is not None
    assert "has its home" in refusal.sentence
