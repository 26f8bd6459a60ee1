"""The page about one event: its facts and who takes part, or its result and receipts."""

from dataclasses import dataclass

from devices.moment import Moment
from hemsapp.commands import AcknowledgeNotice, AnswerEvent, CheckEvent, OptIn, OptOut, Practise, StartWork, StopPlan
from hemsapp.questions import Answer as StoreAnswer
from hemsapp.questions import EventWorth, PlacesShown, PlacesWanted, Question, Unanswered, WorthShown, WorthWanted
from hemsapp.site import UtilityChainShown, UtilityChainWanted
from hemsapp.snapshot import Event, EventPhase, Part, Participation, Program, Snapshot
from hemsapp.work import Task, WorkKind
from ui import i18n
from ui.i18n import words
from ui.presenters import chain
from ui.presenters import event_words as told
from ui.presenters.event_cards import plan_line
from ui.presenters.events import Answer
from ui.presenters.frame import Page, header
from ui.presenters.result import ResultView, how, node_facts, result
from ui.presenters.worth import WorthView, worth_of
from ui.presenters.worth import told as told_worth
from ui.presenters.worth import view as worth_view
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    HeaderView,
    Line,
    ListRowView,
    ReasonRowView,
    SheetView,
    Tone,
    WhySheetView,
    plain,
)

Pair = tuple[ButtonView, Answer]
RECEIPTS, FACTS, HOW, CHAIN = "receipts", "facts", "how", "chain"
"""What a button asks of this page itself."""
PRACTICE_MINUTES = 10
_CALLED_OFF = (EventPhase.CANCELLED, EventPhase.SUPERSEDED, EventPhase.REJECTED)


@dataclass(frozen=True, slots=True)
class FactsView:
    """When, what it costs and why, who takes part."""

    when: Line
    facts: tuple[ReasonRowView, ...]
    rooms_title: str
    rooms: tuple[ListRowView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """One of facts and result, or neither and why; three buttons (None: not now) with what each asks.

    They are always: the first and the second thing to do, and turning the page over.
    """

    header: HeaderView
    facts: FactsView | None
    result: ResultView | None
    empty: str
    buttons: tuple[ButtonView | None, ...]
    answers: tuple[Answer, ...]


class EventPresenter:
    """Snapshot to EventView; remembers which event the page is about, and which side of it is open."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._about: int | None = None
        self._is_receipts: bool | None = None
        self._is_practice_asked = False
        self._seen: tuple[Snapshot, Moment] | None = None
        self._answers: tuple[Answer, ...] = ()
        self._worth: WorthShown | None = None
        self._asked: int | None = None
        self._folder: str | None = None
        self._is_place_asked = False
        self._chain: UtilityChainShown | Unanswered | None = None

    def about(self, issuer_event_id: int | None) -> None:
        """The page is about this event from now on; None: whichever runs, comes, or was last."""
        self._about, self._is_receipts, self._is_practice_asked = issuer_event_id, None, False
        self._is_place_asked = False

    def present(self, snapshot: Snapshot, now: Moment) -> EventView:
        """The page at that moment."""
        self._seen = (snapshot, now)
        event = self._event(snapshot)
        if event is None:
            past = worth_of(self._worth, self._about)
            return self._empty(snapshot, now) if past is None else self._past(past, snapshot, now)
        is_result = event.phase is EventPhase.ENDED if self._is_receipts is None else self._is_receipts
        title, subtitle = _titles(event, snapshot, now, is_result=is_result)
        pairs = self._result_buttons(event, snapshot) if is_result else _facts_buttons(event)
        slots = _slots(pairs)
        self._answers = tuple(() if each is None else each[1] for each in slots)
        return EventView(
            header(snapshot, now, title, subtitle=subtitle, has_back=True, is_demo=self._is_demo),
            None if is_result else _facts(event, snapshot, now),
            result(event, snapshot, now) if is_result else None,
            "",
            tuple(None if each is None else each[0] for each in slots),
            self._answers,
        )

    def press(self, index: int) -> Answer:
        """What the button asks; turning the page over it keeps to itself."""
        answer = self._answers[index]
        if RECEIPTS in answer or FACTS in answer:
            self._is_receipts = RECEIPTS in answer
            return ()
        self._is_practice_asked = any(isinstance(each, Practise) for each in answer)
        return answer

    def why(self) -> WhySheetView | None:
        """How the saving comes about."""
        event = None if self._seen is None else self._event(self._seen[0])
        return None if event is None or self._seen is None else how(event, self._seen[0])

    def wants(self) -> tuple[Question, ...]:
        """What to ask: where a file can go, and how an event that is over was measured, once for each that is shown."""
        questions: list[Question] = []
        event = None if self._seen is None else self._event(self._seen[0])
        number = self._about if event is None else event.issuer_event_id if event.phase is EventPhase.ENDED else None
        if number is not None and number != self._asked:
            self._asked = number
            questions.append(WorthWanted(number))
        if event is not None and number is not None and not self._is_place_asked:
            self._is_place_asked = True
            questions.append(PlacesWanted())
        return tuple(questions)

    def answered(self, question: Question, answer: StoreAnswer) -> None:
        """Keep how the event was measured that is asked about, and where a file can go."""
        if isinstance(question, UtilityChainWanted) and isinstance(answer, UtilityChainShown | Unanswered):
            self._chain = answer
        if isinstance(answer, PlacesShown):
            self._folder = answer.places[0].path if answer.places else ""
        if isinstance(answer, WorthShown) and question == WorthWanted(self._asked):
            self._worth = answer

    def verify(self) -> StartWork:
        """Look whether the audit log is unbroken."""
        return StartWork(Task(WorkKind.VERIFY_LOG))

    def export(self) -> StartWork:
        """Write the audit log to the first stick, else into the folder for files."""
        return StartWork(Task(WorkKind.EXPORT_LOG, self._folder or ""))

    def worth(self) -> WorthView | None:
        """Every step of how the event was measured, where the store told it."""
        if self._seen is None or self._worth is None:
            return None
        event = self._event(self._seen[0])
        found = worth_of(self._worth, self._about if event is None else event.issuer_event_id)
        return None if found is None else worth_view(self._worth, found, self._seen[0].preferences.zone)

    def chain_wanted(self) -> UtilityChainWanted | None:
        """What to ask of the utility's website when the steps are opened."""
        event = self.event
        self._chain = None
        return None if event is None else UtilityChainWanted(event.issuer_event_id)

    def chain(self) -> tuple[SheetView, tuple[ListRowView, ...]] | None:
        """Every step, with what the website said since they were opened."""
        event = self.event
        if event is None or self._seen is None:
            return None
        snapshot = self._seen[0]
        return chain.sheet(event, self._chain, snapshot.preferences.zone), chain.rows(event, self._chain, snapshot)

    @property
    def event(self) -> Event | None:
        """The event that the page is about, as it was seen last."""
        return None if self._seen is None else self._event(self._seen[0])

    def node(self, index: int) -> WhySheetView | None:
        """What is known of one link of the loop."""
        event = None if self._seen is None else self._event(self._seen[0])
        if event is None or self._seen is None:
            return None
        return node_facts(event, index, self._seen[0].preferences.zone)

    def _event(self, snapshot: Snapshot) -> Event | None:
        events = snapshot.events
        if self._about is not None:
            return next((each for each in events.all if each.issuer_event_id == self._about), None)
        return events.current or events.coming or (events.all[-1] if events.all else None)

    def _past(self, past: EventWorth, snapshot: Snapshot, now: Moment) -> EventView:
        """An event of long ago, of which only the measure is kept."""
        self._answers = ((HOW,), (), ())
        zone = snapshot.preferences.zone
        date = i18n.year_date(i18n.local(past.start, zone).date())
        when = words("event.past", date=date, hours=i18n.time_range(past.start, past.end, zone))
        return EventView(
            header(snapshot, now, words("result.title"), subtitle=when, has_back=True, is_demo=self._is_demo),
            None,
            None,
            told_worth(past),
            (ButtonView(words("result.see_how"), ButtonKind.PRIMARY), None, None),
            self._answers,
        )

    def _result_buttons(self, event: Event, snapshot: Snapshot) -> list[Pair]:
        pairs: list[Pair] = []
        if event.phase is EventPhase.ENDED:
            number = event.issuer_event_id
            seen: Answer = () if event.notice_id is None else (AcknowledgeNotice(number, event.notice_id),)
            pairs.append((ButtonView(words("result.ok"), ButtonKind.PRIMARY), (*seen, Page.HOME)))
            if how(event, snapshot) is not None or worth_of(self._worth, number) is not None:
                pairs.append((ButtonView(words("result.see_how")), (HOW,)))
            return [*pairs, *_steps(event)]
        return [*_steps(event), (ButtonView(words("event.facts"), icon="info"), (FACTS,))]

    def _empty(self, snapshot: Snapshot, now: Moment) -> EventView:
        state = ButtonState.BUSY if self._is_practice_asked else ButtonState.IDLE
        text = words("event.practise_asked" if self._is_practice_asked else "event.practise")
        self._answers = ((Practise(PRACTICE_MINUTES),), (), ())
        return EventView(
            header(snapshot, now, words("event.title"), has_back=True, is_demo=self._is_demo),
            None,
            None,
            words("event.none"),
            (ButtonView(text, ButtonKind.PRIMARY, state, "play"), None, None),
            self._answers,
        )


def _titles(event: Event, snapshot: Snapshot, now: Moment, *, is_result: bool) -> tuple[str, str]:
    if not is_result:
        zone = snapshot.preferences.zone
        when = words("events.when", day=told.day(event.start, now, zone), hours=told.hours(event, zone))
        return told.program(event), when
    room = told.first_room(event)
    key = "title_practice" if event.is_test else "title" if event.phase is EventPhase.ENDED else "title_running"
    return words(f"result.{key}"), "" if room is None else words("result.subtitle", room=told.room(room.name))


def _facts(event: Event, snapshot: Snapshot, now: Moment) -> FactsView:
    zone = snapshot.preferences.zone
    taking_part = () if event.phase in _CALLED_OFF else event.participations
    rows = tuple(_room(each, event, snapshot, now, has_rule=index > 0) for index, each in enumerate(taking_part))
    when = plan_line(event, snapshot) if event.phase in told.COMING else ()
    facts = [_practice()] if event.is_test else []
    facts += [_price(event, now, zone), _meter(event, now, zone), _freedom(event, now, zone), *_worth(event)]
    facts = [
        ReasonRowView(each.title, each.subtitle, each.icon, has_rule=index < len(facts) - 1)
        for index, each in enumerate(facts)
    ]
    return FactsView(when, tuple(facts), words("event.rooms" if rows else "event.nobody"), rows)


def _practice() -> ReasonRowView:
    return ReasonRowView(words("event.practice"), words("event.practice_body"), "play")


def _price(event: Event, now: Moment, zone: str) -> ReasonRowView:
    time = event.changed_at or event.announced
    when = words("events.when", day=told.day(time, now, zone), hours=i18n.clock_time(time, zone))
    body = words("event.announced_changed" if event.changed_at else "event.announced", when=when)
    if event.program is Program.EMERGENCY and event.reason:
        return ReasonRowView(event.reason[:1].upper() + event.reason[1:], body, "radio-tower")
    if event.price is None:
        return ReasonRowView(words("event.no_price"), body, "tag")
    price = i18n.price(event.price).number
    if event.usual_price is None:
        return ReasonRowView(words("event.price_plain", price=price), body, "tag")
    return ReasonRowView(words("event.price", price=price, usual=i18n.price(event.usual_price).number), body, "tag")


def _meter(event: Event, now: Moment, zone: str) -> ReasonRowView:
    """The meter's own word about the event, or that it is missing (UC96.3.4)."""
    if event.is_confirmation_missing:
        body = words("event.meter_own_clock" if event.runs_by_own_clock else "event.meter_asks")
        if event.support_code:
            body = words("events.sentences", first=body, second=words("event.support", code=event.support_code))
        return ReasonRowView(words("event.meter_missing"), body, "clock-alert")
    status = "none" if event.meter_status is None else event.meter_status.value
    body = ""
    if event.meter_told is not None:
        when = told.day(event.meter_told, now, zone)
        body = words("event.meter_told", time=i18n.second_time(event.meter_told, zone))
        if when != words("events.today"):
            body = words("event.meter_told_day", day=when, time=i18n.clock_time(event.meter_told, zone))
    return ReasonRowView(words(f"event.meter_{status}"), body, "gauge")


def _freedom(event: Event, now: Moment, zone: str) -> ReasonRowView:
    if event.phase in _CALLED_OFF:
        return _called_off(event, now, zone)
    if event.is_locked:
        return ReasonRowView(words("event.locked"), words("event.locked_body"), "lock")
    if event.is_skipped:
        return ReasonRowView(words("event.skipped"), words("event.skipped_body"), "hand")
    return ReasonRowView(words("event.leave"), words("event.leave_body"), "hand")


def _called_off(event: Event, now: Moment, zone: str) -> ReasonRowView:
    if event.cancelled_at is None:
        return ReasonRowView(words("event.replaced"), words("event.called_off_body"), "info")
    day, time = told.day(event.cancelled_at, now, zone), i18n.clock_time(event.cancelled_at, zone)
    when = words("events.when", day=day, hours=time)
    return ReasonRowView(words("event.cancelled", when=when), words("event.called_off_body"), "info")


def _worth(event: Event) -> tuple[ReasonRowView, ...]:
    if event.phase is EventPhase.ACTIVE and event.saved_so_far is not None and event.saved_so_far > 0:
        saved = words("event.saved", amount=i18n.money(event.saved_so_far))
        return (ReasonRowView(saved, words("event.saved_body"), "check"),)
    if event.phase in told.COMING and event.likely_saving is not None and event.likely_saving > 0:
        likely = words("event.likely", amount=i18n.money(event.likely_saving))
        return (ReasonRowView(likely, words("event.likely_body"), "check"),)
    return ()


def _room(each: Participation, event: Event, snapshot: Snapshot, now: Moment, *, has_rule: bool) -> ListRowView:
    icon = "thermometer" if each.normal_centi_c is not None else "plug"
    value = ""
    if each.normal_centi_c is not None:
        shown = each.planned_centi_c if event.phase in told.COMING else told.confirmed(each, snapshot, now)
        value = i18n.temperature(shown)
    line = plain(told.part_line(event, each, now, snapshot.preferences.zone)).strip()
    return ListRowView(
        told.room(each.name), line[:1].upper() + line[1:], icon, value, Tone.INK, is_amount=True, has_rule=has_rule
    )


def _slots(pairs: list[Pair]) -> tuple[Pair | None, Pair | None, Pair | None]:
    """What there is to do, first and second, and what turns the page over."""
    to_do = [pair for pair in pairs if not {RECEIPTS, FACTS} & {each for each in pair[1] if isinstance(each, str)}]
    turning = [pair for pair in pairs if pair not in to_do]
    first, second, third, *_ = [*to_do, None, None, None]
    return first, second, turning[0] if turning else third


def _facts_buttons(event: Event) -> list[Pair]:
    """What may be done now, the best first, and the receipts."""
    number = event.issuer_event_id
    pairs: list[Pair] = []
    if event.is_confirmation_missing:
        pairs.append((ButtonView(words("event.check"), ButtonKind.PRIMARY, icon="activity"), (CheckEvent(number),)))
        pairs.append((ButtonView(words("event.stop_plan")), (StopPlan(number),)))
    elif event.phase in told.COMING and not event.is_locked:
        seen: Answer = () if event.notice_id is None else (AcknowledgeNotice(number, event.notice_id),)
        keep = ButtonView(words("events.keep"), ButtonKind.PRIMARY, icon="check")
        skip = ButtonView(words("events.skip"), ButtonKind.OUTLINE)
        if event.is_skipped or not event.is_answered:
            pairs.append((keep, (AnswerEvent(number, is_skipped=False), *seen)))
        if not event.is_skipped:
            pairs.append((skip, (AnswerEvent(number, is_skipped=True), *seen)))
    elif told.is_running(event) and not event.is_locked:
        pairs += _running_buttons(event)
    if event.loop:
        pairs.append((ButtonView(words("event.receipts"), icon="file-check"), (RECEIPTS,)))
    return pairs


def _steps(event: Event) -> list[Pair]:
    """Every step of the receipt chain, where one is known."""
    return [(ButtonView(words("chain.open")), (CHAIN,))] if event.chain else []


def _running_buttons(event: Event) -> list[Pair]:
    parts = [each.part for each in event.participations]
    pairs: list[Pair] = []
    if Part.OPTED_OUT in parts:
        back = ButtonView(words("events.opt_in"), ButtonKind.PRIMARY, icon="undo-2")
        pairs.append((back, (OptIn(event.issuer_event_id, None),)))
    elif any(part in told.IN_IT for part in parts):
        leave = ButtonView(words("event.leave_all"), ButtonKind.OUTLINE)
        pairs.append((leave, (OptOut(event.issuer_event_id, None),)))
    return pairs
