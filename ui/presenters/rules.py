"""Event rules: what each device does in events and at prices, in sentences, until saved (C1FR38, X-CHOICE)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.moment import Moment
from devices.names import Eui64
from hemsapp.commands import ChoosePolicy, Practise, SavePlan
from hemsapp.plans import PRICE_OFFSETS_CENTI_C, Plan, Saving
from hemsapp.snapshot import LoadSwitch, Program, Snapshot, Thermostat
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.presenters.frame import Page, header
from ui.presenters.house_rules import HouseRulesView, choose_policy, house_rules, toggle_own_clock
from ui.presenters.limits import (
    OFFSET_MOST_CENTI_K,
    PRE_COOL_MOST_CENTI_K,
    house_rows,
    limit_rows,
    step_house,
    step_limit,
    stepped,
)
from ui.presenters.rule_rows import (
    critical_row,
    emergency_row,
    level_cells,
    part_row,
    part_words,
    program_rows,
    signed,
    spoken,
)
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    HeaderView,
    Line,
    SegmentedView,
    SheetView,
    StepperView,
    ToggleView,
)
from ui.views.comfort import LevelCellView, RoomCardView, SettingView

STEPS = (Saving.MAX_COMFORT, Saving.COMFORT, Saving.BALANCED, Saving.SAVINGS, Saving.MAX_SAVINGS)
_HIGH = 2
_ASKING_S = 10

Device = Thermostat | LoadSwitch
Setting = tuple[SettingView, StepperView]


@dataclass(frozen=True, slots=True)
class RulesView:
    """Devices left; the chosen one's rules right, or with `is_more` its programs and limits; the words below."""

    header: HeaderView
    devices: tuple[RoomCardView, ...]
    is_more: bool
    part: tuple[SettingView, ToggleView] | None
    critical: tuple[SettingView, StepperView | None] | None
    emergency: tuple[SettingView, StepperView | None] | None
    response_label: str
    response: SegmentedView | None
    cells: tuple[LevelCellView, ...]
    programs: tuple[tuple[SettingView, ToggleView], ...]
    limits: tuple[Setting, ...]
    house: HouseRulesView
    words: Line
    more: ButtonView
    rehearse: ButtonView
    save: ButtonView


class RulesPresenter:
    """Snapshot to RulesView; keeps what was changed, of every device, until it is saved or given up."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._chosen: Eui64 | None = None
        self._drafts: dict[Eui64, Plan] = {}
        self._saved: dict[Eui64, Plan] = {}
        self._is_more = False
        self._level = _HIGH
        self._practised: Moment | None = None
        self._seen: tuple[Snapshot, Moment] | None = None

    @property
    def is_editing(self) -> bool:
        """Is something changed that is not saved?"""
        return bool(self._drafts)

    def present(self, snapshot: Snapshot, now: Moment) -> RulesView:
        """The page at that moment."""
        self._seen = (snapshot, now)
        device = self.chosen()
        empty = RulesView(
            header=header(snapshot, now, words("rules.title"), has_back=True, is_demo=self._is_demo),
            devices=self._cards(snapshot),
            is_more=device is None or (self._is_more and isinstance(device, Thermostat)),
            part=None,
            critical=None,
            emergency=None,
            response_label="",
            response=None,
            cells=(),
            programs=(),
            limits=(),
            house=house_rules(snapshot),
            words=(),
            more=ButtonView(words("rules.less" if self._is_more else "rules.more"), ButtonKind.OUTLINE),
            rehearse=self._rehearse_button(snapshot, now),
            save=self._save_button(),
        )
        if device is None:
            return empty
        plan = self._plan(device)
        view = replace(
            empty,
            part=part_row(device, plan),
            programs=program_rows(plan),
            limits=house_rows(plan),
            words=spoken(device, plan, self._level),
        )
        return self._with_degrees(view, snapshot, device, plan) if isinstance(device, Thermostat) else view

    def chosen(self) -> Device | None:
        """The device whose rules are shown."""
        devices = self._devices()
        return next((each for each in devices if each.device == self._chosen), devices[0] if devices else None)

    def choose(self, index: int) -> None:
        """Show the rules of the one at that place in the list."""
        self._chosen = self._devices()[index].device

    def choose_device(self, device: str) -> None:
        """Show the rules of that device."""
        self._chosen = Eui64(device)
        self._is_more = False

    def toggle_more(self) -> None:
        """Programs and limits, or back."""
        self._is_more = not self._is_more

    def toggle_part(self) -> None:
        """Take part in every program, or in none."""
        self._edit(lambda plan: replace(plan, takes_part=frozenset() if plan.takes_part else _every_program()))

    def toggle_program(self, index: int) -> None:
        """Take part in that program, or not."""
        program = list(Program)[index].value
        self._edit(lambda plan: replace(plan, takes_part=plan.takes_part ^ {program}))

    def step_critical(self, steps: int) -> None:
        """More or less at a critical price."""
        self._edit(lambda plan: replace(plan, critical_offset_centi_c=_stepped(plan.critical_offset_centi_c, steps)))

    def step_emergency(self, steps: int) -> None:
        """More or less in a grid emergency."""
        self._edit(lambda plan: replace(plan, emergency_offset_centi_c=_stepped(plan.emergency_offset_centi_c, steps)))

    def respond(self, index: int) -> None:
        """One of the five steps between comfort and savings."""
        saving = STEPS[index]
        self._edit(lambda plan: replace(plan, saving=saving, price_offsets_centi_c=PRICE_OFFSETS_CENTI_C[saving]))

    def open_level(self, index: int) -> None:
        """Change the table by hand, at that level."""
        self._level = index

    def step_level(self, steps: int) -> None:
        """More or less at the opened level; the table becomes the customer's own."""

        def edited(plan: Plan) -> Plan:
            offsets = list(plan.price_offsets_centi_c)
            lowest = -PRE_COOL_MOST_CENTI_K if self._level == 0 else 0
            offsets[self._level] = _stepped(offsets[self._level], steps, lowest)
            low, normal, high, critical = offsets
            if (low, normal, high, critical) == plan.price_offsets_centi_c:
                return plan
            return replace(plan, saving=Saving.CUSTOM, price_offsets_centi_c=(low, normal, high, critical))

        self._edit(edited)

    def level_sheet(self) -> tuple[SheetView, StepperView]:
        """The sheet that changes the opened level."""
        device = self.chosen()
        assert isinstance(device, Thermostat)
        plan = self._plan(device)
        cell = level_cells(device, plan)[self._level]
        offset = plan.price_offsets_centi_c[self._level]
        title = words("rules.level_title", level=cell.word, name=told.room(device.name))
        becomes = words("rules.level_becomes", set_point=cell.value, note=cell.note)
        done = ButtonView(words("rules.level_done"), ButtonKind.PRIMARY)
        return SheetView(title, becomes, done), _stepper(
            offset, device, -PRE_COOL_MOST_CENTI_K if self._level == 0 else 0
        )

    def step_limit(self, index: int, steps: int) -> None:
        """One of the device's limits, in the order of `limit_rows`; of a switch, of `house_rows`."""
        step = step_limit if isinstance(self.chosen(), Thermostat) else step_house
        self._edit(lambda plan: step(plan, index, steps))

    def choose_policy(self, index: int) -> ChoosePolicy:
        """Who may change a set point in a grid emergency."""
        return choose_policy(index)

    def toggle_own_clock(self) -> ChoosePolicy:
        """Keep the plan by our own clock when the meter is silent about an event, or wait for it."""
        assert self._seen is not None
        return toggle_own_clock(self._seen[0])

    def practise(self) -> Practise:
        """Ask for an event of ten minutes that is marked as a test."""
        assert self._seen is not None
        self._practised = self._seen[1]
        return Practise()

    def save(self) -> tuple[SavePlan, ...]:
        """The rules of each device that was changed."""
        commands = tuple(SavePlan(device, plan) for device, plan in self._drafts.items())
        self._saved = dict(self._drafts)
        self._drafts.clear()
        return commands

    def discard(self) -> None:
        """Back to what is stored."""
        self._drafts.clear()
        self._saved.clear()

    def leave_sheet(self) -> SheetView:
        """The question before the page is left with changes."""
        names = ", ".join(told.room(each.name) for each in self._devices() if each.device in self._drafts)
        return SheetView(
            words("rules.leave_title"),
            words("rules.leave_body", names=names),
            ButtonView(words("rules.save"), ButtonKind.PRIMARY),
            ButtonView(words("rules.leave_without"), ButtonKind.OUTLINE),
        )

    def _with_degrees(self, view: RulesView, snapshot: Snapshot, device: Thermostat, plan: Plan) -> RulesView:
        is_critical, is_emergency = (
            program.value in plan.takes_part for program in (Program.CRITICAL_PEAK, Program.EMERGENCY)
        )
        critical = _stepper(plan.critical_offset_centi_c, device) if is_critical else None
        emergency = _stepper(plan.emergency_offset_centi_c, device) if is_emergency else None
        options = tuple(words(f"rules.{saving.name.lower()}") for saving in STEPS)
        selected = STEPS.index(plan.saving) if plan.saving in STEPS else -1
        return replace(
            view,
            critical=(critical_row(device, plan), critical),
            emergency=(emergency_row(snapshot, device, plan), emergency),
            response_label=words("rules.response" if selected >= 0 else "rules.response_custom"),
            response=SegmentedView(options, selected, words(f"rules.{plan.saving.name.lower()}")),
            cells=level_cells(device, plan),
            limits=limit_rows(device, plan),
        )

    def _devices(self) -> tuple[Device, ...]:
        if self._seen is None:
            return ()
        comfort = self._seen[0].comfort
        return (*comfort.thermostats, *comfort.switches)

    def _plan(self, device: Device) -> Plan:
        """As it was changed; once saved, as it was saved, until the engine has taken it over."""
        draft = self._drafts.get(device.device)
        if draft is not None:
            return draft
        saved = self._saved.get(device.device)
        return device.plan if saved is None else saved

    def _edit(self, change: Callable[[Plan], Plan]) -> None:
        device = self.chosen()
        if device is None:
            return
        plan = change(self._plan(device))
        self._saved.pop(device.device, None)
        if plan == device.plan:
            self._drafts.pop(device.device, None)
        else:
            self._drafts[device.device] = plan

    def _cards(self, snapshot: Snapshot) -> tuple[RoomCardView, ...]:
        chosen = self.chosen()
        return tuple(
            RoomCardView(told.room(each.name), part_words(snapshot, each, self._plan(each)), is_selected=each is chosen)
            for each in self._devices()
        )

    def _save_button(self) -> ButtonView:
        if self._drafts:
            return ButtonView(words("rules.save"), ButtonKind.PRIMARY)
        if self._saved:
            return ButtonView(words("rules.saved"), ButtonKind.PRIMARY, ButtonState.DONE)
        return ButtonView(words("rules.save"), ButtonKind.PRIMARY, ButtonState.DISABLED)

    def _rehearse_button(self, snapshot: Snapshot, now: Moment) -> ButtonView:
        if snapshot.events.current is not None:
            return ButtonView(words("rules.rehearse"), state=ButtonState.DISABLED, icon="play")
        if self._practised is not None and now.seconds_since(self._practised) < _ASKING_S:
            return ButtonView(words("rules.rehearse_asked"), state=ButtonState.BUSY)
        return ButtonView(words("rules.rehearse"), icon="play")


def rules_back(of: str) -> Page:
    """Where the page's back leads: to the room that it was opened for, else to More."""
    return Page.COMFORT if of else Page.MORE


def _every_program() -> frozenset[str]:
    return frozenset(each.value for each in Program)


def _stepped(offset_centi_c: int, steps: int, least: int = 0) -> int:
    return stepped(offset_centi_c, steps, least, OFFSET_MOST_CENTI_K)


def _stepper(offset_centi_c: int, device: Thermostat, least: int = 0) -> StepperView:
    shown = i18n.difference_steps(offset_centi_c)
    can_decrease = shown > i18n.difference_steps(least)
    can_increase = shown < i18n.difference_steps(OFFSET_MOST_CENTI_K)
    return StepperView(signed(offset_centi_c, is_cooling=device.is_cooling), can_decrease, can_increase)
