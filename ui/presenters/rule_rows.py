"""The rows of a plan: what each setting means for this device, in its own temperatures."""

from hemsapp.plans import Plan, Policy, Saving
from hemsapp.snapshot import LoadSwitch, PriceLevel, Program, Snapshot, Thermostat
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.presenters.frame import level_word
from ui.presenters.plan_words import LEVELS, high_level, moved, never_beyond, planned
from ui.views import Level, Line, Run, ToggleView, Tone
from ui.views.comfort import LevelCellView, SettingView

DEFAULT_CENTI_K = 222  # 4 F
"""What UC96 sets a thermostat back by, where the customer chose nothing else."""


def part_row(device: Thermostat | LoadSwitch, plan: Plan) -> tuple[SettingView, ToggleView]:
    """Does the device take part in events at all, and in which?"""
    icon = "plug" if isinstance(device, LoadSwitch) else "thermometer"
    is_on = bool(plan.takes_part)
    names = [words(f"rules.follows_{each.name.lower()}") for each in Program if each.value in plan.takes_part]
    if len(names) == len(Program):
        text = words("rules.follows_all", name=told.room(device.name))
    elif names:
        text = words("rules.follows", name=told.room(device.name), events=words("rules.and").join(names))
    else:
        text = words("rules.follows_none", name=told.room(device.name))
    title = words("rules.part")
    toggle = ToggleView(is_on, words("kit.on" if is_on else "kit.off"), sentence=f"{title}, {text}")
    return SettingView(title, text, icon=icon), toggle


def part_words(snapshot: Snapshot, device: Thermostat | LoadSwitch, plan: Plan) -> Line:
    """The second line of a device's card."""
    if not plan.takes_part:
        return (Run(words("rules.only_if_asked")),)
    if snapshot.events.is_exempt and isinstance(device, Thermostat):
        return (Run(words("rules.exempt"), icon="heart-pulse"),)
    return (Run(words("rules.takes_part" if len(plan.takes_part) == len(Program) else "rules.takes_some_part")),)


def program_rows(plan: Plan) -> tuple[tuple[SettingView, ToggleView], ...]:
    """A toggle for each program, in their order."""
    rows = []
    for program in Program:
        is_on, title = program.value in plan.takes_part, words(f"program.{program.name.lower()}")
        level = Level.EMERGENCY if program is Program.EMERGENCY else Level.CRITICAL
        toggle = ToggleView(is_on, words("kit.on" if is_on else "kit.off"), sentence=title)
        rows.append((SettingView(title, level=level, has_rule=False), toggle))
    return tuple(rows)


def critical_row(device: Thermostat, plan: Plan) -> SettingView:
    """`74° becomes 78°. Never above 80°.`"""
    title = words("program.critical_peak")
    if Program.CRITICAL_PEAK.value not in plan.takes_part:
        return SettingView(title, words("rules.left_out"), Level.CRITICAL)
    return SettingView(title, _becomes(device, plan, plan.critical_offset_centi_c), Level.CRITICAL)


def emergency_row(snapshot: Snapshot, device: Thermostat, plan: Plan) -> SettingView:
    """What a grid emergency does, and who decides about it."""
    title = words("program.emergency")
    if Program.EMERGENCY.value not in plan.takes_part:
        return SettingView(title, words("rules.left_out"), Level.EMERGENCY)
    is_default = i18n.difference_steps(plan.emergency_offset_centi_c) == i18n.difference_steps(DEFAULT_CENTI_K)
    default = signed(DEFAULT_CENTI_K, is_cooling=device.is_cooling)
    is_locking = snapshot.events.policy is Policy.UC96_2007
    text = words("rules.emergency_default", offset=default)
    if not is_default:
        text = _becomes(device, plan, plan.emergency_offset_centi_c)
    if is_locking and not snapshot.events.is_exempt:
        text = f"{text} {words('rules.emergency_locked')}"
    return SettingView(title, text, Level.EMERGENCY, has_rule=False)


def level_cells(device: Thermostat, plan: Plan) -> tuple[LevelCellView, ...]:
    """The table: where the set point goes at each level."""
    usual = usual_centi_c(device)
    cells = []
    for index, level in enumerate(LEVELS):
        offset = plan.price_offsets_centi_c[index]
        goes_to = None if usual is None else planned(usual, offset, plan, is_cooling=device.is_cooling)
        note = moved(offset, is_cooling=device.is_cooling)
        cells.append(LevelCellView(high_level(index), level_word(level), i18n.temperature(goes_to), note))
    return tuple(cells)


def spoken(device: Thermostat | LoadSwitch, plan: Plan, level_index: int) -> Line:
    """The rule that was touched last, in words."""
    lead = Run(words("rules.in_words"), Tone.INK, is_strong=True)
    if isinstance(device, LoadSwitch):
        key = "rules.words_switch" if plan.takes_part else "rules.words_never"
        return lead, Run(words(key, name=told.room(device.name)))
    if plan.saving is Saving.MAX_COMFORT:
        return lead, Run(words("rules.words_ignored", name=told.room(device.name)))
    level = LEVELS[level_index]
    cell = level_cells(device, plan)[level_index]
    key = "rules.words_stays" if moved_nowhere(plan, level) else "rules.words_goes"
    return (
        lead,
        Run(words("rules.words_when")),
        Run(words("rules.words_level", level=level_word(level)), level=cell.level, is_strong=True),
        Run(words(key, name=told.room(device.name), set_point=cell.value)),
    )


def moved_nowhere(plan: Plan, level: PriceLevel) -> bool:
    """Is the offset at that level too small to be seen?"""
    return i18n.difference_steps(plan.price_offsets_centi_c[LEVELS.index(level)]) == 0


def usual_centi_c(device: Thermostat) -> int | None:
    """What the programme says now, else what is set."""
    return device.programme_centi_c if device.programme_centi_c is not None else device.set_point_centi_c


def signed(offset_centi_c: int, *, is_cooling: bool) -> str:
    """`+4°` when cooling, `−4°` when heating: where the set point moves."""  # noqa: RUF002 - the dash is the contract
    return i18n.temperature_difference(offset_centi_c if is_cooling else -offset_centi_c)


def _becomes(device: Thermostat, plan: Plan, offset_centi_c: int) -> str:
    usual = usual_centi_c(device)
    never = never_beyond(plan, is_cooling=device.is_cooling)
    never = never[:1].upper() + never[1:]
    if usual is None:
        return words("rules.moves", how=moved(offset_centi_c, is_cooling=device.is_cooling), never=never)
    goes_to = planned(usual, offset_centi_c, plan, is_cooling=device.is_cooling)
    if i18n.steps(goes_to) == i18n.steps(usual):
        return words("rules.stays", normal=i18n.temperature(usual), never=never)
    return words("rules.becomes", normal=i18n.temperature(usual), set_point=i18n.temperature(goes_to), never=never)
