"""What an event was worth, and the loop of its instruction and receipts, as far as each link is confirmed."""

from dataclasses import dataclass
from decimal import Decimal

from devices.moment import Moment
from hemsapp.snapshot import Event, EventPhase, LoopStep, Outcome, Snapshot
from ui import i18n
from ui.i18n import MINUS, UNKNOWN, words
from ui.presenters import event_words as told
from ui.presenters.log_foot import LogFootView, log_foot
from ui.views import ComparedView, Line, LoopNodeView, LoopState, LoopView, Run, Tone, WhyRow, WhySheetView, plain

_ICONS = {"MS": "radio-tower", "meter": "gauge", "display": "tablet", "thermostat": "thermometer", "switch": "plug"}
_NOTES = {"MS": "result.note_ms", "MDMS": "result.note_mdms"}
_LATE_S = 60


@dataclass(frozen=True, slots=True)
class ResultView:
    """Left: when, what it saved, the bars; right: the verdict over the loop, and how many links are confirmed."""

    when: Line
    label: str
    amount: str
    verdict: Line
    used: tuple[Line, Line]
    bars: ComparedView
    usual: str
    title: str
    count: str
    body: str
    loop: LoopView
    has_how: bool
    log: LogFootView


def result(event: Event, snapshot: Snapshot, now: Moment) -> ResultView:
    """The result as far as it is known."""
    done, steps = sum(step.at is not None for step in event.loop), len(event.loop)
    outcome = event.outcome or Outcome(None, None, 0, None)
    amount, verdict = _verdict(event, outcome)
    return ResultView(
        _when(event, snapshot),
        _label(event, outcome),
        amount,
        verdict,
        _used(outcome),
        _bars(event, outcome, snapshot),
        _usual(outcome),
        _title(done, steps),
        words("result.count", done=i18n.whole(done), all=i18n.whole(steps)) if steps else "",
        _body(event, snapshot),
        loop(event, now, snapshot.preferences.zone),
        has_how=how(event, snapshot) is not None,
        log=log_foot(snapshot, now),
    )


def _when(event: Event, snapshot: Snapshot) -> Line:
    zone = snapshot.preferences.zone
    date, span = i18n.short_date(i18n.local(event.start, zone).date()), told.hours(event, zone)
    if event.price is None:
        text = words("result.when_plain", date=date, hours=span)
    else:
        text = words("result.when", date=date, hours=span, price=i18n.price(event.price).number)
    return (Run("", level=told.level(event)), Run(text))


def _label(event: Event, outcome: Outcome) -> str:
    """The word over the amount."""
    is_over = event.phase is EventPhase.ENDED
    if is_over and outcome.saved is None:
        return ""
    return words("result.saved_label" if is_over and outcome.saved == 0 else "result.about")


def _verdict(event: Event, outcome: Outcome) -> tuple[str, Line]:
    """The hero and the words below it; no praise and no blame when nothing was saved."""
    saved = (Run(words("result.saved"), Tone.DONE, is_strong=True, icon="check"),)
    if event.phase is not EventPhase.ENDED and event.saved_so_far is not None:
        return i18n.money(max(event.saved_so_far, Decimal(0))), saved
    if outcome.saved is None:
        return UNKNOWN, (Run(words("result.not_known")),)
    if outcome.saved > 0:
        return i18n.money(outcome.saved), saved
    if outcome.used_wh is not None and outcome.usual_wh is not None and outcome.used_wh > outcome.usual_wh:
        more = i18n.energy(outcome.used_wh - outcome.usual_wh)
        return i18n.money(Decimal(0)), (Run(words("result.more", energy=more)),)
    return i18n.money(Decimal(0)), (Run(words("result.nothing")),)


def _used(outcome: Outcome) -> tuple[Line, Line]:
    """Two lines, the amounts in them strong."""
    if outcome.used_wh is None:
        return (Run(words("result.used_unknown")),), ()
    used = Run(str(i18n.energy(outcome.used_wh)), Tone.INK, is_strong=True)
    first = (Run(words("result.used"), Tone.INK), used)
    if outcome.usual_wh is None:
        return first, ()
    usual = Run(i18n.energy(outcome.usual_wh).number, Tone.INK, is_strong=True)
    return first, (Run(words("result.your_usual"), Tone.INK), usual)


def _bars(event: Event, outcome: Outcome, snapshot: Snapshot) -> ComparedView:
    if outcome.used_wh is None or outcome.usual_wh is None:
        return ComparedView(None, "", None, "")
    zone = snapshot.preferences.zone
    most = max(outcome.used_wh, outcome.usual_wh, 1)
    usual = words("result.usual_bar", hours=told.hours(event, zone))
    told_used = " ".join(plain(line) for line in _used(outcome))
    return ComparedView(
        outcome.used_wh / most,
        words("result.this_event"),
        outcome.usual_wh / most,
        usual,
        told_used,
    )


def _usual(outcome: Outcome) -> str:
    """What usual means: the days, and what that day's own beginning moved."""
    if outcome.used_wh is None:
        return ""
    if outcome.usual_wh is None or not outcome.usual_days:
        return words("result.usual_none")
    key = "result.usual_days" if outcome.is_business_day else "result.usual_weekend"
    if not outcome.adjustment_percent:
        return words(key, count=outcome.usual_days)
    percent = f"{'+' if outcome.adjustment_percent > 0 else MINUS}{i18n.percent(abs(outcome.adjustment_percent))}"
    return words(f"{key}_moved", count=outcome.usual_days, percent=percent)


def _title(done: int, steps: int) -> str:
    if not done:
        return words("result.none")
    if done == steps:
        return words("result.every")
    return words("result.some", done=i18n.whole(done), all=i18n.whole(steps))


def _body(event: Event, snapshot: Snapshot) -> str:
    """When it started by the thermostat's own word, and when the utility's records had the receipt."""
    zone = snapshot.preferences.zone
    started = next((step for step in event.loop if step.station in {"thermostat", "switch"}), None)
    last = event.loop[-1] if event.loop and event.loop[-1].is_receipt else None
    if started is None or started.at is None:
        return words("result.not_started")
    start = i18n.second_time(started.at, zone)
    is_on_time = (started.at - event.start).total_seconds() <= _LATE_S
    if last is None or last.at is None:
        return words("result.started", start=start) if is_on_time else words("result.late", start=start)
    confirmed = i18n.second_time(last.at, zone)
    if is_on_time and not last.is_late:
        return words("result.on_time", start=start, confirmed=confirmed)
    first = words("result.late", start=start) if not is_on_time else ""
    second = words("result.late_confirmed", confirmed=confirmed) if last.is_late else ""
    return words("events.sentences", first=first, second=second).strip()


def loop(event: Event, now: Moment, zone: str) -> LoopView:
    """Every link as a station with its time, or with what is known instead."""
    out = tuple(step for step in event.loop if not step.is_receipt)
    back = tuple(step for step in event.loop if step.is_receipt)
    return LoopView(
        tuple(_node(step, event, now, zone, is_last=False) for step in out),
        tuple(_node(step, event, now, zone, is_last=index == len(back) - 1) for index, step in enumerate(back)),
        (words("result.instruction"), _class_word(out), words("result.receipt"), _class_word(back)),
        words("events.sentences", first=_title(sum(s.at is not None for s in event.loop), len(event.loop)), second=""),
    )


def _class_word(steps: tuple[LoopStep, ...]) -> str:
    """The kind of the messages of one way, as they were verified."""
    known = {step.message_class for step in steps}
    if len(known) != 1 or not known <= {"control", "private", "public"}:
        return words("result.plain") if steps else ""
    return words(f"result.{known.pop()}")


def _node(step: LoopStep, event: Event, now: Moment, zone: str, *, is_last: bool) -> LoopNodeView:
    name = words(f"result.station_{step.station.lower()}")
    note = words(_NOTES[step.station]) if step.station in _NOTES else ""
    icon = "check" if is_last else _ICONS.get(step.station, "file-check")
    if step.at is not None:
        state = LoopState.LATE if step.is_late else LoopState.CONFIRMED
        time = i18n.second_time(step.at, zone)
        if step.is_late:
            time = words("result.late_time", time=time)
    else:
        state = LoopState.MISSING if step.tries > 1 or now.utc > event.end else LoopState.WAITING
        time = _missing(step)
    return LoopNodeView(icon, name, note, time, state, f"{name} {note} {time}".replace("  ", " ").replace("\n", ", "))


def _missing(step: LoopStep) -> str:
    if not step.tries:
        return words("result.missing")
    if not step.tries_allowed:
        return words("result.missing_trying", tries=i18n.whole(step.tries))
    return words("result.missing_tries", tries=i18n.whole(step.tries), allowed=i18n.whole(step.tries_allowed))


def node_facts(event: Event, index: int, zone: str) -> WhySheetView | None:
    """What is known of one link: the class of its message, its number, how often it was sent."""
    ordered = [step for step in event.loop if not step.is_receipt] + [step for step in event.loop if step.is_receipt]
    if index >= len(ordered):
        return None
    step = ordered[index]
    kind = step.message_class if step.message_class in {"control", "private", "public"} else "plain"
    rows = [
        WhyRow(words("result.step_class"), words(f"result.{kind}")),
        WhyRow(words("result.step_at"), UNKNOWN if step.at is None else i18n.second_time(step.at, zone)),
    ]
    if step.message_id:
        rows.insert(1, WhyRow(words("result.step_id"), step.message_id))
    if step.tries:
        rows.append(WhyRow(words("result.step_tries"), words("result.step_times", count=step.tries)))
    verdict = "step_open" if step.at is None else "step_late" if step.is_late else "step_ok"
    title = words(f"result.station_{step.station.lower()}")
    return WhySheetView(title, words(f"result.{verdict}"), tuple(rows), words("why.close"))


def how(event: Event, snapshot: Snapshot) -> WhySheetView | None:
    """The factors of the saving, where they give exactly what is shown."""
    outcome = event.outcome
    if outcome is None or outcome.saved is None or outcome.used_wh is None or outcome.usual_wh is None:
        return None
    if event.price is None or outcome.saved <= 0:
        return None
    less = outcome.usual_wh - outcome.used_wh
    if abs(Decimal(less) / 1000 * event.price - outcome.saved) > Decimal("0.005"):
        return None
    zone = snapshot.preferences.zone
    return WhySheetView(
        words("result.how", amount=i18n.money(outcome.saved)),
        words("result.how_sentence"),
        (
            WhyRow(words("result.how_usual", hours=told.hours(event, zone)), str(i18n.energy(outcome.usual_wh))),
            WhyRow(words("result.how_used"), str(i18n.energy(outcome.used_wh))),
            WhyRow(words("result.how_less"), str(i18n.energy(less))),
            WhyRow(words("result.how_price"), str(i18n.price(event.price))),
            WhyRow(words("result.how_saved"), i18n.money(outcome.saved), is_total=True),
        ),
        words("why.close"),
    )
