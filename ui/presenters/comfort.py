"""Comfort: every thermostat and switch, where it stands and why, and the two keys that change it (C1FR37, C1FR38)."""

from dataclasses import dataclass, replace

from devices.demand_response import ThermostatMode
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.commands import Command, HoldTemperature, OptIn, OptOut, SetRoomTemperature
from hemsapp.snapshot import (
    Event,
    EventPhase,
    LoadSwitch,
    Part,
    Participation,
    Snapshot,
    Thermostat,
)
from ui import i18n
from ui.i18n import UNKNOWN, words
from ui.presenters import event_words as told
from ui.presenters.dial import dial, is_lost, switch_dial
from ui.presenters.frame import Page, header
from ui.presenters.plan_words import plan_rules, switch_rules
from ui.presenters.reasons import lost_rule, now_rule, why_sheet
from ui.presenters.rooms import TAKING_PART, participation, room_stands, switch_stands, switch_word
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    HeaderView,
    WhySheetView,
)
from ui.views.comfort import CircleView, DialView, RoomCardView, RuleListView

SENDING_S = 2
FORGOTTEN_S = 15


@dataclass(frozen=True, slots=True)
class ComfortView:
    """The list at the left; of the chosen one the dial with its keys, its rules, and what can be done."""

    header: HeaderView
    rooms: tuple[RoomCardView, ...]
    dial: DialView | None
    less: CircleView | None
    more: CircleView | None
    rules: RuleListView
    why: ButtonView | None
    change: ButtonView | None
    hold: ButtonView | None
    programme: ButtonView | None
    part: ButtonView | None
    empty: str
    add: ButtonView


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of a thermostat, and when; until it was sent the taps are still collected."""

    set_point_centi_c: int
    at: Moment
    is_sent: bool


class ComfortPresenter:
    """Snapshot to ComfortView; remembers the chosen device, and taps until the thermostat's own word is there."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._chosen: Eui64 | None = None
        self._asked: dict[Eui64, _Asked] = {}
        self._pending_since: dict[Eui64, Moment] = {}
        self._seen: tuple[Snapshot, Moment] | None = None

    def present(self, snapshot: Snapshot, now: Moment) -> ComfortView:
        """The page at that moment."""
        self._seen = (snapshot, now)
        self._note_answers(snapshot, now)
        chosen = self.chosen()
        top = header(snapshot, now, words("comfort.title"), is_demo=self._is_demo)
        view = ComfortView(
            header=top,
            rooms=self._rooms(snapshot, now),
            dial=None,
            less=None,
            more=None,
            rules=RuleListView(()),
            why=None,
            change=None,
            hold=None,
            programme=None,
            part=None,
            empty="" if chosen else words("comfort.empty"),
            add=ButtonView(words("comfort.add"), ButtonKind.PRIMARY, icon="plus"),
        )
        if isinstance(chosen, LoadSwitch):
            return self._with_switch(view, snapshot, now, chosen)
        return view if chosen is None else self._with_thermostat(view, snapshot, now, chosen)

    def chosen(self) -> Thermostat | LoadSwitch | None:
        """The device whose detail is shown: the one that was tapped, else the first."""
        if self._seen is None:
            return None
        devices = _devices(self._seen[0])
        return next((each for each in devices if each.device == self._chosen), devices[0] if devices else None)

    def choose(self, index: int) -> None:
        """Show the detail of the one at that place in the list."""
        assert self._seen is not None
        self._chosen = _devices(self._seen[0])[index].device

    def step(self, steps: int) -> None:
        """Steps more or less; taps are collected until `collect`."""
        thermostat = self._thermostat()
        if self._seen is None or thermostat is None or thermostat.set_point_centi_c is None:
            return
        before = self._asked.get(thermostat.device)
        base = before.set_point_centi_c if before else thermostat.wanted_centi_c or thermostat.set_point_centi_c
        low, high = _bounds(self._seen[0], thermostat)
        wanted = i18n.centi_celsius(i18n.steps(base) + steps)
        self._asked[thermostat.device] = _Asked(min(high, max(low, wanted)), self._seen[1], is_sent=False)

    def collect(self) -> tuple[SetRoomTemperature, ...]:
        """One command for each thermostat whose taps were collected, and none where they came to nothing."""
        commands = []
        for device, asked in list(self._asked.items()):
            if asked.is_sent:
                continue
            if self._is_idle_at(device, asked.set_point_centi_c):
                del self._asked[device]
                continue
            assert self._seen is not None
            self._asked[device] = replace(asked, at=self._seen[1], is_sent=True)
            commands.append(SetRoomTemperature(device, asked.set_point_centi_c))
        return tuple(commands)

    def hold(self) -> HoldTemperature | None:
        """Hold what is set, or follow the programme again."""
        thermostat = self._thermostat()
        return None if thermostat is None else HoldTemperature(thermostat.device, not thermostat.is_held)

    def take_part(self) -> Command | None:
        """Leave the event with this device, or come back into it."""
        found = self._participation()
        if found is None:
            return None
        event, part = found
        if part.part in TAKING_PART:
            return OptOut(event.issuer_event_id, part.device)
        return OptIn(event.issuer_event_id, part.device)

    def why(self) -> WhySheetView | None:
        """Why the chosen thermostat stands where it does."""
        thermostat = self._thermostat()
        return None if thermostat is None or self._seen is None else why_sheet(self._seen[0], thermostat)

    def locked(self) -> WhySheetView | None:
        """Why the keys do not answer."""
        if self._seen is None:
            return None
        snapshot = self._seen[0]
        until = _locked_until(snapshot)
        title = words("comfort.locked_title", time=until) if until else words("comfort.locked_title_open")
        limit = i18n.temperature(snapshot.comfort.safety_highest_centi_c)
        return WhySheetView(title, words("comfort.locked_body", limit=limit))

    def rules_key(self) -> str:
        """The page where this device's rules are changed."""
        chosen = self.chosen()
        return f"{Page.RULES}/{chosen.device}" if chosen else Page.RULES

    def programme_key(self) -> str:
        """The page where this thermostat's programme is changed."""
        chosen = self.chosen()
        return f"{Page.PROGRAMME}/{chosen.device}" if chosen else Page.PROGRAMME

    def _thermostat(self) -> Thermostat | None:
        chosen = self.chosen()
        return chosen if isinstance(chosen, Thermostat) else None

    def _participation(self) -> tuple[Event, Participation] | None:
        chosen = self.chosen()
        if self._seen is None or chosen is None:
            return None
        return participation(self._seen[0], chosen.device)

    def _is_idle_at(self, device: Eui64, set_point_centi_c: int) -> bool:
        assert self._seen is not None
        thermostat = next((t for t in self._seen[0].comfort.thermostats if t.device == device), None)
        if thermostat is None or thermostat.set_point_centi_c is None:
            return thermostat is None
        same = i18n.steps(thermostat.set_point_centi_c) == i18n.steps(set_point_centi_c)
        return same and not _is_pending(thermostat)

    def _note_answers(self, snapshot: Snapshot, now: Moment) -> None:
        """What was asked is forgotten once the engine took it over, or did not for a while."""
        for thermostat in snapshot.comfort.thermostats:
            device, asked = thermostat.device, self._asked.get(thermostat.device)
            if asked is not None and asked.is_sent:
                is_taken = asked.set_point_centi_c in {thermostat.wanted_centi_c, thermostat.set_point_centi_c}
                if is_taken or now.seconds_since(asked.at) > FORGOTTEN_S:
                    if is_taken and _is_pending(thermostat):
                        self._pending_since.setdefault(device, asked.at)
                    del self._asked[device]
            if _is_pending(thermostat):
                self._pending_since.setdefault(device, now)
            else:
                self._pending_since.pop(device, None)

    def _rooms(self, snapshot: Snapshot, now: Moment) -> tuple[RoomCardView, ...]:
        chosen = self.chosen()
        rooms = [
            RoomCardView(
                told.room(each.name),
                room_stands(snapshot, each, now),
                UNKNOWN if is_lost(each.heard, now) else i18n.temperature(each.indoor_centi_c),
                each is chosen,
            )
            for each in snapshot.comfort.thermostats
        ]
        rooms += [
            RoomCardView(each.name, switch_stands(snapshot, each, now), switch_word(each, now), each is chosen)
            for each in snapshot.comfort.switches
        ]
        return tuple(rooms)

    def _with_thermostat(
        self, view: ComfortView, snapshot: Snapshot, now: Moment, thermostat: Thermostat
    ) -> ComfortView:
        asked = self._asked.get(thermostat.device)
        lost, state = is_lost(thermostat.heard, now), self._state(thermostat, now)
        less, more = self._keys(snapshot, thermostat, is_lost=lost)
        shown = i18n.temperature(thermostat.set_point_centi_c)
        is_known = thermostat.set_point_centi_c is not None and not lost
        hold = words("comfort.let_go" if thermostat.is_held else "comfort.hold")
        rows = (lost_rule() if lost else now_rule(thermostat), *plan_rules(snapshot, thermostat))
        return replace(
            view,
            dial=dial(snapshot, thermostat, now, state, asked.set_point_centi_c if asked else None),
            less=less,
            more=more,
            rules=RuleListView(rows),
            why=ButtonView(words("comfort.why", set_point=shown), ButtonKind.OUTLINE, icon="circle-help")
            if is_known
            else None,
            change=ButtonView(words("comfort.change"), icon="sliders-horizontal"),
            hold=ButtonView(hold, ButtonKind.SECONDARY, icon="hand"),
            programme=None
            if thermostat.is_event_client
            else ButtonView(words("comfort.programme"), icon="calendar-clock"),
            part=self._part_button(),
        )

    def _with_switch(self, view: ComfortView, snapshot: Snapshot, now: Moment, switch: LoadSwitch) -> ComfortView:
        return replace(
            view,
            dial=switch_dial(switch, now),
            rules=RuleListView(switch_rules(snapshot, switch)),
            change=ButtonView(words("comfort.change"), icon="sliders-horizontal"),
            part=self._part_button(),
        )

    def _state(self, thermostat: Thermostat, now: Moment) -> str:
        """What is on its way: `collecting`, `sending`, `waiting`, or nothing."""
        asked = self._asked.get(thermostat.device)
        if asked is not None and not asked.is_sent:
            return "collecting"
        since = asked.at if asked is not None else self._pending_since.get(thermostat.device)
        if since is None:
            return ""
        return "sending" if now.seconds_since(since) < SENDING_S else "waiting"

    def _keys(self, snapshot: Snapshot, thermostat: Thermostat, *, is_lost: bool) -> tuple[CircleView, CircleView]:
        state = ButtonState.IDLE
        if is_lost or thermostat.set_point_centi_c is None or thermostat.mode is ThermostatMode.OFF:
            state = ButtonState.DISABLED
        elif thermostat.is_locked:
            state = ButtonState.LOCKED
        cooler, warmer = _costs(thermostat)
        asked = self._asked.get(thermostat.device)
        low, high = _bounds(snapshot, thermostat)
        at = asked.set_point_centi_c if asked else thermostat.set_point_centi_c
        is_lowest = at is not None and i18n.steps(at) <= i18n.steps(low)
        is_highest = at is not None and i18n.steps(at) >= i18n.steps(high)
        step = i18n.difference(i18n.centi_kelvin(1))
        return (
            CircleView("minus", words("comfort.cooler", degrees=step), cooler, _at_end(state, is_lowest)),
            CircleView("plus", words("comfort.warmer", degrees=step), warmer, _at_end(state, is_highest)),
        )

    def _part_button(self) -> ButtonView | None:
        found = self._participation()
        if found is None:
            return None
        event, part = found
        is_now = event.phase is not EventPhase.SCHEDULED
        if part.part in TAKING_PART:
            key = "comfort.leave" if is_now else "comfort.skip"
            is_locked = event.is_locked or part.is_locked
            return ButtonView(words(key), state=ButtonState.LOCKED if is_locked else ButtonState.IDLE)
        if part.part in {Part.OPTED_OUT, Part.NOT_ENROLLED, Part.RESTORING}:
            key = "comfort.join_again" if part.part is not Part.NOT_ENROLLED else "comfort.join"
            return ButtonView(words(key))
        return None


def _devices(snapshot: Snapshot) -> tuple[Thermostat | LoadSwitch, ...]:
    return (*snapshot.comfort.thermostats, *snapshot.comfort.switches)


def _at_end(state: ButtonState, is_at_end: bool) -> ButtonState:
    return ButtonState.DISABLED if is_at_end and state is ButtonState.IDLE else state


def _is_pending(thermostat: Thermostat) -> bool:
    wanted = thermostat.wanted_centi_c
    return wanted is not None and wanted != thermostat.set_point_centi_c


def _bounds(snapshot: Snapshot, thermostat: Thermostat) -> tuple[int, int]:
    """What a person may ask for: the thermostat's own limits, within the safety limits."""
    comfort = snapshot.comfort
    low, high = thermostat.limits_centi_c or (comfort.safety_lowest_centi_c, comfort.safety_highest_centi_c)
    return max(low, comfort.safety_lowest_centi_c), min(high, comfort.safety_highest_centi_c)


def _costs(thermostat: Thermostat) -> tuple[str, str]:
    """What a degree cooler costs, and a degree warmer saves; heating, it is the other way round."""
    if thermostat.by_degree is None:
        return "", ""
    more, less = thermostat.by_degree
    costs, saves = words("comfort.costs", cost=i18n.money(more)), words("comfort.saves", cost=i18n.money(less))
    return (costs, saves) if thermostat.is_cooling else (saves, costs)


def _locked_until(snapshot: Snapshot) -> str:
    event = snapshot.events.current
    return "" if event is None else i18n.hour_time(event.end, snapshot.preferences.zone)
