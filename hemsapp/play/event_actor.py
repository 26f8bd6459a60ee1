"""The actors of an event in objects: the utility, the person at the kiosk, and whoever looks what became of it."""

from collections.abc import Callable, Mapping
from functools import singledispatchmethod

from devices.demand_response import EventStatus
from devices.messages import TemperatureRead
from devices.names import Eui64
from devices.sim.care_phrases import AsksDisplay, CareAction, FindsProblem, HasHeard, Heard, TestsDisplay
from devices.sim.desk_phrases import Serves
from devices.sim.direct import DirectHan
from devices.sim.direct_orders import state_of
from devices.sim.event_phrases import (
    Announces,
    Cancels,
    Chooses,
    EventAction,
    Moves,
    PhaseIs,
    Plans,
    Policy,
    Receipts,
    SetPointIs,
    Stands,
    UtilityLink,
)
from devices.sim.scenario import Placed
from hemsapp.commands import FindProblem
from hemsapp.play import wishes
from hemsapp.play.kiosk import Kiosk
from hemsapp.play.representative import Representative
from hemsapp.play.utility import ObjectUtility

KIOSK = "kiosk"
ROUNDING_CENTI_C = 30  # half a degree Fahrenheit: a thermostat shows whole ones
After = Callable[[float | None, Callable[[], None]], None]


class EventActor:
    """Does and checks what a scenario says about events. `kinds` tells each device's kind by its name.

    Checks raise AssertionError with what is so instead.
    """

    def __init__(
        self,
        utility: ObjectUtility,
        kiosk: Kiosk,
        han: DirectHan,
        placed: Mapping[Eui64, Placed],
        after: After,
    ) -> None:
        self._utility = utility
        self._kiosk = kiosk
        self._han = han
        self._after = after
        self._representative = Representative(utility.ask_desk, utility.meter_id)
        self.rooms = {each.room: device for device, each in placed.items() if each.room}
        self._kinds = {device: each.kind for device, each in placed.items()}

    @singledispatchmethod
    def do(self, action: EventAction | CareAction | Serves) -> None:
        """Do it, or look whether it is so."""
        raise AssertionError(f"the player does not know {action}")

    @do.register
    def _announces(self, action: Announces) -> None:
        self._utility.announce(action)

    @do.register
    def _moves(self, action: Moves) -> None:
        self._utility.move(action)

    @do.register
    def _cancels(self, action: Cancels) -> None:
        self._utility.cancel(action)

    @do.register
    def _link(self, action: UtilityLink) -> None:
        self._utility.reach(is_up=action.is_up)
        if not action.is_up:
            self._after(action.seconds, lambda: self._utility.reach(is_up=True))

    @do.register
    def _chooses(self, action: Chooses) -> None:
        self._kiosk.take(wishes.choice(action, self.rooms))

    @do.register
    def _plans(self, action: Plans) -> None:
        self._kiosk.take(wishes.plan(action, self.rooms, self._kiosk.seen()))

    @do.register
    def _policy(self, action: Policy) -> None:
        self._kiosk.take(wishes.policy(action))

    @do.register
    def _asks_display(self, _: AsksDisplay) -> None:
        self._utility.ask_display()

    @do.register
    def _tests_display(self, action: TestsDisplay) -> None:
        self._utility.test_display(action.within_s)

    @do.register
    def _finds_problem(self, _: FindsProblem) -> None:
        self._kiosk.take(FindProblem())

    @do.register
    def _serves(self, action: Serves) -> None:
        try:  # what asks objects waits for nothing
            self._representative.do(action).send(None)
        except StopIteration:
            return
        raise AssertionError("a desk of objects waits for nothing")

    @do.register
    def _has_heard(self, action: HasHeard) -> None:
        if action.heard is Heard.DIAGNOSIS:
            diagnosis = self._kiosk.seen().upkeep.diagnosis
            assert diagnosis is not None, "the display shows no support code"
            assert diagnosis.is_sent, f"the display says that {diagnosis.code} is not sent yet"
            assert self._utility.records.displays.by_code(diagnosis.code), f"nothing opens with {diagnosis.code}"
            return
        said = self._utility.heard_of_display()
        assert action.heard.value in said, f"the utility has {', '.join(said) or 'nothing'} of the display"

    @do.register
    def _receipts(self, action: Receipts) -> None:
        held = [
            (EventStatus(status).name.lower().replace("_", " "), self._kinds.get(Eui64(subject), KIOSK))
            for subject, status in self._utility.receipts(action.issuer_event_id)
        ]
        wanted = [each for each in held if each[0] == action.status and action.by in (None, each[1])]
        assert wanted, f"no receipt of #{action.issuer_event_id} says {action.status}; the records hold {held}"

    @do.register
    def _stands(self, action: Stands) -> None:
        state = self._utility.standing(action.issuer_event_id)
        told = f"the customer stands {state!r} with #{action.issuer_event_id}, not {action.state!r}"
        assert state == action.state, told

    @do.register
    def _set_point(self, action: SetPointIs) -> None:
        held = self.cooling_centi_c(action.room)
        is_right = abs(held - action.centi_c) < ROUNDING_CENTI_C
        assert is_right, f"{action.room} is set to {_fahrenheit(held)}, not {_fahrenheit(action.centi_c)}"

    def cooling_centi_c(self, room: str) -> int:
        """What the thermostat of a room holds now, by its own word."""
        return _cooling_centi_c(self._han, wishes.device(room, self.rooms))

    @do.register
    def _phase(self, action: PhaseIs) -> None:
        events = self._kiosk.seen().events.all
        event = next((each for each in events if each.issuer_event_id == action.issuer_event_id), None)
        shown = None if event is None else event.phase.value
        assert shown == action.phase, f"#{action.issuer_event_id} is shown as {shown}, not {action.phase}"
        if "not confirmed" in action.details:
            assert event is not None
            assert event.is_confirmation_missing, f"#{action.issuer_event_id} is shown as confirmed"


def _cooling_centi_c(han: DirectHan, device: Eui64) -> int:
    state = state_of(han.nodes[device], device)
    assert isinstance(state, TemperatureRead), f"{device} is no thermostat"
    assert state.cooling_set_point_centi_c is not None
    return state.cooling_set_point_centi_c


def _fahrenheit(centi_c: int) -> str:
    return f"{centi_c * 9 / 500 + 32:.1f} F"
