"""How a joining goes: its stages with their times, and what to do now."""

from dataclasses import dataclass

from devices.moment import Moment
from hemsapp.plans import Plan
from hemsapp.snapshot import Device, Join, JoinState, Program, Signal, Snapshot
from ui import i18n
from ui.i18n import words
from ui.place import Place
from ui.presenters.device_rows import plan_of
from ui.presenters.join_faults import STAGES, device_word, failure
from ui.presenters.label_form import spelled
from ui.views import (
    AdviceCardView,
    ButtonKind,
    ButtonView,
    ListRowView,
    StageListView,
    StageState,
    StageView,
    Tone,
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is let in: the word for what it is, whether it is the home's meter, and how it is heard just now.

    `is_known`: it joined before, and is set up again. `is_replacing`: it takes another one's place.
    """

    word: str
    is_meter: bool = False
    heard: Signal = Signal.UNKNOWN
    is_known: bool = False
    is_replacing: bool = False


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Stages left, advice right."""

    stages: StageListView
    card: AdviceCardView


def progress(join: Join | None, now: Moment, place: Place, who: Newcomer) -> ProgressView:
    """The joining of that newcomer; None is the moment before the network is open."""
    is_waited_for = join is not None and join.state is JoinState.WAITING
    card = _waiting(place, who) if is_waited_for else _card(join, now, who)
    return ProgressView(StageListView(_stages(join), _told(join)), card)


def note_of(join: Join | None, now: Moment) -> str:
    """`Joining open, 2 min 10 s left`, while it is."""
    if join is None or join.state is not JoinState.WAITING:
        return ""
    return words("connect.open", left=i18n.silence(join.until.seconds_since(now)))


def _stages(join: Join | None) -> tuple[StageView, ...]:
    moments = [None if join is None else getattr(join, stage) for stage in STAGES]
    reached = max((index + 1 for index, moment in enumerate(moments) if moment is not None), default=0)
    shown = []
    for index, (stage, moment) in enumerate(zip(STAGES, moments, strict=True)):
        if index < reached:
            state, note = StageState.DONE, "" if join is None or moment is None else _done(join, stage, moment)
        elif index == reached and join is not None and join.failed is not None:
            state, note = StageState.STOPPED, words("connect.stopped", time=took(join, join.failed))
        elif index == reached and join is not None:
            state, note = StageState.RUNNING, words(f"connect.{stage}_running")
        else:
            state, note = StageState.WAITING, words("connect.waits")
        shown.append(StageView(words(f"connect.{stage}"), note or words("connect.reached"), state))
    return tuple(shown)


def _told(join: Join | None) -> str:
    """The stages as they are read out: a time with each, also where the identity takes its place."""
    said = []
    for stage, view in zip(STAGES, _stages(join), strict=True):
        moment = None if join is None else getattr(join, stage)
        time = "" if join is None or moment is None else took(join, moment)
        said.append(", ".join(part for part in (view.title, view.note, time if time != view.note else "") if part))
    return ". ".join(said)


def _done(join: Join, stage: str, moment: Moment) -> str:
    """When it was reached; of the third, what it said that it is."""
    return (identity(join) if stage == "identified" else "") or took(join, moment)


def identity(join: Join) -> str:
    """`Thermostat T-100, v1.4`; empty before it said so."""
    if not join.model:
        return ""
    kind = i18n.capital(device_word(join.kind))
    if not join.firmware:
        return words("connect.identified_model", kind=kind, model=join.model)
    is_number = join.firmware[:1].isdigit()
    version = words("connect.version", version=join.firmware) if is_number else join.firmware
    return words("connect.identified_note", kind=kind, model=join.model, version=version)


def took(join: Join, moment: Moment) -> str:
    """Since the network was opened, at least a second."""
    seconds = max(1.0, moment.seconds_since(join.since))
    return words("connect.seconds", seconds=i18n.whole(int(seconds))) if seconds < 60 else i18n.silence(seconds)


def _waiting(place: Place, who: Newcomer) -> AdviceCardView:
    if not who.is_meter:
        first = words("connect.waiting_device")
    elif place.utility and place.phone:
        first = words("connect.waiting_named", name=place.utility, phone=place.phone)
    else:
        first = words("connect.waiting_meter")
    return AdviceCardView(
        words("connect.waiting_caption"),
        words("connect.waiting_title", device=who.word),
        "radio",
        body=words("connect.waiting_body", device=who.word),
        heading=words("connect.do_this"),
        steps=(first, words("connect.waiting_near", device=who.word)),
        primary=_stop(),
    )


def _stop() -> ButtonView:
    return ButtonView(words("connect.stop"), ButtonKind.OUTLINE)


def _card(join: Join | None, now: Moment, who: Newcomer) -> AdviceCardView:
    if join is None:
        title = words("connect.asking_title" if who.is_known else "connect.opening_title", device=who.word)
        return AdviceCardView(words("connect.opening"), title, "radio", primary=_stop())
    match join.state:
        case JoinState.FAILED:
            return failure(join, who.word, who.heard)
        case JoinState.READY:
            return _ready(join, now, who)
        case _:
            key = join.state.name.lower()
            return AdviceCardView(
                words(f"connect.{key}_caption"),
                words(f"connect.{key}_title", device=who.word),
                "radio",
                body=words(f"connect.{key}_body"),
                primary=_stop(),
            )


def _ready(join: Join, now: Moment, who: Newcomer) -> AdviceCardView:
    body = "ready_body" if who.is_meter else "replaced_body" if who.is_replacing else "tested_body"
    home = ButtonView(words("connect.home"), ButtonKind.PRIMARY, icon="house")
    return AdviceCardView(
        words("connect.ready_caption", time=took(join, join.ready or now)),
        words("connect.ready_title", device=who.word),
        "check",
        Tone.DONE,
        words(f"connect.{body}"),
        primary=home if who.is_meter else ButtonView(words("connect.done"), ButtonKind.PRIMARY),
        secondary=ButtonView(words("connect.another"), ButtonKind.OUTLINE),
    )


def after_rows(snapshot: Snapshot, device: Device | None) -> tuple[ListRowView, ...]:
    """What is left to do with a device that is in: its name, what it takes part in (X-ENROL), and which one it is."""
    if device is None:
        return ()
    plan = plan_of(snapshot, device)
    rows = [ListRowView(words("connect.name"), device.name, "house", has_chevron=True)]
    if plan is not None:
        rows.append(ListRowView(words("connect.part"), _part(plan), "calendar-check", has_chevron=True, has_rule=True))
    blink = ListRowView(words("connect.blink"), words("connect.blink_body"), "sun-medium", has_chevron=True,
                        has_rule=True)  # fmt: skip
    return (*rows, blink)


def _part(plan: Plan) -> str:
    """`every program`, `all but Demand bidding`, or those that it takes part in."""
    out = [each for each in Program if each.value not in plan.takes_part]
    names = [words(f"program.{each.name.lower()}") for each in Program if each not in out]
    if not out:
        return words("connect.part_all")
    if len(out) == 1:
        return words("connect.part_but", name=words(f"program.{out[0].name.lower()}"))
    return ", ".join(names) or words("connect.part_none")


def knocked(join: Join) -> AdviceCardView:
    """Somebody looked for the network while it was closed: perhaps the device in the installer's hand."""
    address = spelled(join.device)
    return AdviceCardView(
        words("connect.failed_refused"),
        words("connect.knocked_title"),
        "radio",
        Tone.ATTENTION,
        words("connect.knocked_why"),
        words("connect.do_this"),
        (words("connect.knocked_step1", address=address), words("connect.knocked_step2")),
        ButtonView(words("connect.knocked_primary"), ButtonKind.PRIMARY),
        ButtonView(words("connect.knocked_secondary")),
    )
