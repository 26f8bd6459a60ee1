"""How a joining goes: its stages with their times, and what to do now."""

from dataclasses import dataclass

from devices.errors import JoinFault
from devices.moment import Moment
from hemsapp.snapshot import Join, JoinState
from ui import i18n
from ui.i18n import words
from ui.place import Place
from ui.views import AdviceCardView, ButtonKind, ButtonView, StageListView, StageState, StageView, Tone

_STAGES = ("found", "joined", "set_up", "ready")


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Stages left, advice right."""

    stages: StageListView
    card: AdviceCardView


def progress(join: Join | None, now: Moment, place: Place, *, is_meter: bool) -> ProgressView:
    """The joining of the meter or of another device; None is the moment before the network is open."""
    if join is not None and join.state is JoinState.WAITING:
        card = _waiting(place, is_meter=is_meter)
    else:
        card = _card(join, now, device_word(is_meter=is_meter))
    return ProgressView(StageListView(_stages(join)), card)


def device_word(*, is_meter: bool) -> str:
    """What is let in, as a word."""
    return words("connect.meter" if is_meter else "connect.device")


def note_of(join: Join | None, now: Moment) -> str:
    """`Joining open, 2 min 10 s left`, while it is."""
    if join is None or join.state is not JoinState.WAITING:
        return ""
    return words("connect.open", left=i18n.silence(join.until.seconds_since(now)))


def _stages(join: Join | None) -> tuple[StageView, ...]:
    moments = [None if join is None else getattr(join, stage) for stage in _STAGES]
    reached = max((index + 1 for index, moment in enumerate(moments) if moment is not None), default=0)
    shown = []
    for index, (stage, moment) in enumerate(zip(_STAGES, moments, strict=True)):
        if index < reached:
            state, note = StageState.DONE, "" if join is None or moment is None else _took(join, moment)
        elif index == reached and join is not None and join.failed is not None:
            state, note = StageState.STOPPED, words("connect.stopped", time=_took(join, join.failed))
        elif index == reached and join is not None:
            state, note = StageState.RUNNING, words(f"connect.{stage}_running")
        else:
            state, note = StageState.WAITING, words("connect.waits")
        shown.append(StageView(words(f"connect.{stage}"), note or words("connect.reached"), state))
    return tuple(shown)


def _took(join: Join, moment: Moment) -> str:
    """Since the network was opened, at least a second."""
    seconds = max(1.0, moment.seconds_since(join.since))
    return words("connect.seconds", seconds=i18n.whole(int(seconds))) if seconds < 60 else i18n.silence(seconds)


def _waiting(place: Place, *, is_meter: bool) -> AdviceCardView:
    device = device_word(is_meter=is_meter)
    if not is_meter:
        first = words("connect.waiting_device")
    elif place.utility and place.phone:
        first = words("connect.waiting_named", name=place.utility, phone=place.phone)
    else:
        first = words("connect.waiting_meter")
    return AdviceCardView(
        words("connect.waiting_caption"),
        words("connect.waiting_title", device=device),
        "radio",
        body=words("connect.waiting_body", device=device),
        heading=words("connect.do_this"),
        steps=(first, words("connect.waiting_near", device=device)),
        primary=_stop(),
    )


def _stop() -> ButtonView:
    return ButtonView(words("connect.stop"), ButtonKind.OUTLINE)


def _card(join: Join | None, now: Moment, device: str) -> AdviceCardView:
    if join is None:
        return AdviceCardView(words("connect.opening"), words("connect.opening_title"), "radio", primary=_stop())
    match join.state:
        case JoinState.FAILED:
            return _failure(join, device)
        case JoinState.READY:
            return AdviceCardView(
                words("connect.ready_caption", time=_took(join, join.ready or now)),
                words("connect.ready_title", device=device),
                "check",
                Tone.DONE,
                words("connect.ready_body"),
                primary=ButtonView(words("connect.home"), ButtonKind.PRIMARY, icon="house"),
                secondary=ButtonView(words("connect.another"), ButtonKind.OUTLINE),
            )
        case _:
            key = join.state.name.lower()
            return AdviceCardView(
                words(f"connect.{key}_caption"),
                words(f"connect.{key}_title", device=device),
                "radio",
                body=words(f"connect.{key}_body"),
                primary=_stop(),
            )


def _failure(join: Join, device: str) -> AdviceCardView:
    fault = join.fault or JoinFault.NOT_READY
    is_code, is_full = fault is JoinFault.CODE_WRONG, fault is JoinFault.FULL
    key = "code_refused" if is_code and join.found is None else fault.name.lower()
    label = "connect.check_code" if is_code else "connect.ok" if is_full else "connect.again"
    icon = "" if is_code or is_full else "rotate-cw"
    return AdviceCardView(
        words("connect.failed_caption"),
        words(f"connect.{key}_title", device=device),
        "triangle-alert",
        Tone.ATTENTION,
        words(f"connect.{key}_why", device=device),
        words("connect.do_this"),
        tuple(words(f"connect.{key}_step{number}", device=device) for number in (1, 2)),
        ButtonView(words(label), ButtonKind.PRIMARY, icon=icon),
        None if is_full else ButtonView(words("connect.start_over")),
    )
