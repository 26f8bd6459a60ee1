"""Whatever is said and done, in any order: the invariants of demand response hold (S1 to S10, R1 to R3, L1 to L4)."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from devices.demand_response import DeviceClass, EventStatus, LoadControl
from hemsapp import commands
from hemsapp.domain.event_table import GOVERNING, RUNNING
from hemsapp.domain.event_windows import rank
from hemsapp.plans import Policy
from hemsapp.snapshot.events import EventPhase
from tests.hemsapp.events_home import BEDROOM, HALL, METER, PCT, EventsHome, Faults

MINUTE = timedelta(minutes=1)
rooms = st.sampled_from([HALL, BEDROOM])
rooms_or_all = st.sampled_from([HALL, BEDROOM, None])
known_ids = st.integers(1, 6)
minutes = st.sampled_from([1, 5, 15, 30, 90])


class Events(RuleBasedStateMachine):
    """A home, and everybody who may do something to it."""

    @initialize(policy=st.sampled_from(Policy), is_exempt=st.booleans(), lost=st.sampled_from([0.0, 0.1]))
    def begin(self, policy: Policy, is_exempt: bool, lost: float) -> None:
        self.home = EventsHome(policy=policy, is_exempt=is_exempt, devices=(HALL, BEDROOM, PCT), faults=Faults(lost))
        self.home.run(MINUTE)

    @rule(
        issuer_event_id=known_ids,
        ahead=st.sampled_from([-20, 0, 5, 30]),
        duration=st.sampled_from([0, 1, 15, 60]),
        criticality=st.sampled_from([2, 4, 7, 9]),
        offset=st.sampled_from([None, 110, 300]),
    )
    def announce(self, issuer_event_id: int, ahead: int, duration: int, criticality: int, offset: int | None) -> None:
        start = self.home.now + timedelta(minutes=ahead)
        event = LoadControl(METER, issuer_event_id, DeviceClass.HVAC, 0, start, duration, criticality)
        self.home.announce(replace(event, cooling_offset_centi_c=offset))

    @rule(issuer_event_id=known_ids)
    def cancel(self, issuer_event_id: int) -> None:
        if issuer_event_id in self.home.announced:
            self.home.cancel(issuer_event_id)

    @rule(issuer_event_id=known_ids, device=rooms_or_all, whom=st.sampled_from(["this display", "upstairs"]))
    def leave(self, issuer_event_id: int, device: str | None, whom: str) -> None:
        self._wish(commands.OptOut(issuer_event_id, device, whom))  # type: ignore[arg-type] # a name is text

    @rule(issuer_event_id=known_ids, device=rooms_or_all)
    def come_back(self, issuer_event_id: int, device: str | None) -> None:
        self._wish(commands.OptIn(issuer_event_id, device))  # type: ignore[arg-type] # a name is text

    @rule(issuer_event_id=known_ids, device=rooms_or_all)
    def rest(self, issuer_event_id: int, device: str | None) -> None:
        self._wish(commands.TakeBreak(issuer_event_id, device, 10))  # type: ignore[arg-type] # a name is text

    @rule(issuer_event_id=known_ids, is_skipped=st.booleans())
    def answer(self, issuer_event_id: int, is_skipped: bool) -> None:
        self._wish(commands.AnswerEvent(issuer_event_id, is_skipped))

    def _wish(self, wish: commands.Command) -> None:
        """S7: what is locked is refused, with a reason."""
        events = self.home.engine.snapshot(self.home.at).events
        before = len(self.home.receipts)
        current = events.current
        is_leaving = isinstance(wish, commands.OptOut | commands.TakeBreak)
        self.home.hear(wish)
        is_of_current = current is not None and getattr(wish, "issuer_event_id", None) == current.issuer_event_id
        if is_leaving and is_of_current and current is not None and current.is_locked:
            assert current.phase is not EventPhase.ACTIVE or self.home.engine.snapshot(self.home.at).refusal is not None
            assert len(self.home.receipts) == before

    @rule(device=rooms, set_point=st.sampled_from([2200, 2333, 2555]))
    def turn(self, device: str, set_point: int) -> None:
        self.home.turn(device, set_point)  # type: ignore[arg-type] # a name is text

    @rule(delta=minutes)
    def pass_time(self, delta: int) -> None:
        self.home.run(timedelta(minutes=delta))

    @rule(seconds=st.sampled_from([1, 10, 120, 3600]))
    def kill(self, seconds: int) -> None:
        self.home.kill()
        self.home.run(timedelta(seconds=seconds))
        self.home.boot()
        self.home.run(timedelta(seconds=1))

    @rule(device=rooms, is_silent=st.booleans())
    def hush(self, device: str, is_silent: bool) -> None:
        self.home.thermostats[device].is_silent = is_silent  # type: ignore[index] # a name is text

    @rule(is_silent=st.booleans())
    def hush_meter(self, is_silent: bool) -> None:
        self.home.is_meter_silent = is_silent

    @precondition(lambda self: hasattr(self, "home"))
    @invariant()
    def one_governs(self) -> None:
        """S9: the event that governs a device is the highest of those that it is in."""
        book = self.home.engine._response.events.book
        for device, governor in self.home.engine._response.events.governors().items():
            rivals = [
                event
                for event in book.live
                if event.state in GOVERNING
                and any(part.subject == device and (part.is_in or part.is_room_out) for part in event.parts)
            ]
            running = [event for event in rivals if event.state in RUNNING] or rivals
            assert governor == max(running, key=rank)

    @precondition(lambda self: hasattr(self, "home"))
    @invariant()
    def receipts_are_true(self) -> None:
        """R2, R3: times do not go back, and what is said to be done was shown by the device."""
        last: dict[str, object] = {}
        for number in sorted(self.home.receipts):
            receipt = self.home.receipts[number]
            assert receipt.received <= receipt.acted
            assert last.get(receipt.subject, receipt.acted) <= receipt.acted  # type: ignore[operator] # both are times
            last[receipt.subject] = receipt.acted
            if receipt.status is EventStatus.STARTED and receipt.cooling_set_point_centi_c is not None:
                written = {write.cooling_centi_c for write in self.home.writes if write.device == receipt.subject}
                assert receipt.cooling_set_point_centi_c in written | self.home.chosen[receipt.subject]

    def teardown(self) -> None:
        """L1 to L4: healed, it comes to rest."""
        if hasattr(self, "home"):
            self.home.settle()
            self.home.check()


Events.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
TestEvents = Events.TestCase
