"""Why a device is not in: what happened, the cause or the likeliest one, what speaks for it, and what to do."""

from dataclasses import replace

from devices.errors import JoinFault
from devices.messages import DeviceKind
from devices.moment import Moment
from hemsapp.snapshot import Join, Signal, Snapshot, heard_by, signal
from hemsapp.work import Work, WorkKind
from ui import i18n
from ui.i18n import said, words
from ui.presenters.device_rows import BARS
from ui.views import AdviceCardView, ButtonKind, ButtonState, ButtonView, Run, SignalLineView, Tone

STAGES = ("found", "joined", "identified", "set_up", "ready")
LIKELY = {
    JoinFault.NOBODY_CAME,
    JoinFault.STOPPED_ANSWERING,
    JoinFault.TOO_WEAK,
    JoinFault.INTERVIEW_STUCK,
    JoinFault.KEY_FAILED,
}
"""What nobody can know for sure is said as what is most likely."""

SET_UP_AGAIN = {JoinFault.STOPPED_ANSWERING, JoinFault.TOO_WEAK, JoinFault.INTERVIEW_STUCK}
"""It holds the network's key: it is set up from there, without a new join (users.md 15)."""

OTHER_LABEL = {JoinFault.WRONG_KIND, JoinFault.REFUSED}
"""Trying again would end alike: another device is wanted."""

_NOT_LET_IN = {JoinFault.CLOSED, JoinFault.KNOWN, *OTHER_LABEL}
_MANY = 5


def device_word(kind: DeviceKind) -> str:
    """What is let in, as a word: `thermostat`."""
    key = f"connect.{'meter' if kind is DeviceKind.METER_GATEWAY else kind.name.lower()}"
    return words("connect.device") if kind is DeviceKind.UNKNOWN else words(key)


def fault_of(join: Join) -> JoinFault:
    """Why it failed; that nobody was ready while nothing else is said."""
    return join.fault or JoinFault.NOT_READY


def can_set_up_again(join: Join) -> bool:
    """May it be set up from where it stopped?"""
    return join.joined is not None and fault_of(join) in SET_UP_AGAIN


def fault_key(join: Join) -> str:
    """What the sentences about this end begin with."""
    fault = fault_of(join)
    if fault is JoinFault.CODE_WRONG and join.found is None:
        return "code_refused"
    if fault is JoinFault.STOPPED_ANSWERING and _is_heard_well(join):
        return "stopped_power"
    return fault.name.lower()


def failure(join: Join, device: str, heard: Signal) -> AdviceCardView:
    """The card of a joining that failed; `device` is the word for it, `heard` how it is heard just now."""
    key = fault_key(join)
    why = said(join.reason) if join.reason else words(f"connect.{key}_why", device=device)
    evidence = _evidence(join)
    is_likely = fault_of(join) in LIKELY
    return AdviceCardView(
        _caption(join),
        failure_title(join, device),
        "triangle-alert",
        Tone.ATTENTION,
        evidence if is_likely else " ".join(part for part in (why, evidence) if part),
        words("connect.do_this"),
        tuple(words(f"connect.{key}_step{number}", device=device) for number in (1, 2)),
        _primary(join),
        _secondary(join),
        cause=(Run(words("connect.likely")), Run(why, Tone.INK, is_strong=True)) if is_likely else (),
        signal=_signal(heard) if can_set_up_again(join) else None,
    )


def _is_heard_well(join: Join) -> bool:
    """Did most of what it was asked come through?"""
    return join.asked >= _MANY and join.answered * 2 > join.asked


def _caption(join: Join) -> str:
    fault = fault_of(join)
    if fault in _NOT_LET_IN:
        return words("connect.failed_refused")
    stopped = next((stage for stage in STAGES if getattr(join, stage) is None), "ready")
    is_begun = join.found is not None or fault is JoinFault.NOBODY_CAME
    return words(f"connect.failed_{stopped}" if is_begun else "connect.failed_caption")


def failure_title(join: Join, device: str) -> str:
    """What happened, in one sentence."""
    key, found = fault_key(join), device_word(join.kind)
    if join.fault is JoinFault.WRONG_KIND and join.kind is not DeviceKind.UNKNOWN and found != device:
        return words("connect.wrong_kind_named", found=found, device=device)
    title = "stopped_answering" if key == "stopped_power" else key
    return words(f"connect.{title}_title", device=device)


def _evidence(join: Join) -> str:
    """How many of the messages came through, where any were asked."""
    if not join.asked or fault_of(join) not in SET_UP_AGAIN:
        return ""
    key = "connect.evidence" if _is_heard_well(join) else "connect.evidence_weak"
    return words(key, answered=i18n.whole(join.answered), asked=i18n.whole(join.asked))


def _signal(heard: Signal) -> SignalLineView | None:
    bars = BARS[heard]
    if bars is None:
        return None
    tone = Tone.ATTENTION if heard in {Signal.WEAK, Signal.LOST} else Tone.INK
    return SignalLineView(bars, words(f"network.{heard.value}"), words("connect.right_now"), tone)


def _primary(join: Join) -> ButtonView:
    match fault_of(join):
        case JoinFault.CODE_WRONG:
            return ButtonView(words("connect.check_code"), ButtonKind.PRIMARY)
        case JoinFault.FULL:
            return ButtonView(words("connect.ok"), ButtonKind.PRIMARY)
        case JoinFault.KNOWN:
            return ButtonView(words("connect.show_devices"), ButtonKind.PRIMARY)
        case JoinFault.WRONG_KIND | JoinFault.REFUSED:
            return ButtonView(words("connect.start_over"), ButtonKind.PRIMARY)
    label = "connect.try_set_up" if can_set_up_again(join) else "connect.again"
    return ButtonView(words(label), ButtonKind.PRIMARY, icon="rotate-cw")


def _secondary(join: Join) -> ButtonView | None:
    is_over = fault_of(join) in {JoinFault.FULL, *OTHER_LABEL}
    return None if is_over else ButtonView(words("connect.start_over"))


def with_report(card: AdviceCardView, work: Work | None) -> AdviceCardView:
    """With the key that saves a report for whoever is asked for help, and what became of it."""
    is_ours = work is not None and work.task.kind is WorkKind.SAVE_REPORT
    if work is not None and is_ours and work.ended is not None:
        return replace(card, body=said(work.problem or work.result))
    is_busy = work is not None and work.ended is None
    word = words("connect.report_busy" if is_busy and is_ours else "connect.report")
    state = ButtonState.BUSY if is_busy and is_ours else ButtonState.DISABLED if is_busy else ButtonState.IDLE
    return replace(card, tertiary=ButtonView(word, ButtonKind.OUTLINE, state))


def can_repeat(join: Join) -> bool:
    """Would the same label be worth another try?"""
    return fault_of(join) not in {JoinFault.FULL, JoinFault.KNOWN, JoinFault.CODE_WRONG, *OTHER_LABEL}


def heard_now(join: Join, snapshot: Snapshot, now: Moment) -> Signal:
    """How it is heard just now: by what it answers once it is listed, else by the last hop."""
    device = next((each for each in snapshot.devices if each.device == join.device), None)
    heard = Signal.UNKNOWN if device is None else signal(device, now)
    return heard_by(join.lqi) if heard is Signal.UNKNOWN else heard
