"""The pure engine: (what happened, when) in, (new state, what to do) out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from devices.han import ConfirmText
from devices.messages import (
    Eui64,
    RadioState,
    Reading,
)
from devices.moment import Moment
from hemsapp.commissioning import RemoveDevice, ReplaceDevice
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.display_wishes import DisplayWishes
from hemsapp.domain.entries import DELIVERED, RECEIVED
from hemsapp.domain.event_book import Rules
from hemsapp.domain.event_view import EventView
from hemsapp.domain.event_wishes import EventWishes
from hemsapp.domain.event_worth import seek
from hemsapp.domain.facts import NOTHING_RESTORED, REMEMBERED_DAYS, Fact, Happened, Happening, Restored, Sample
from hemsapp.domain.history_wishes import HistoryWishes
from hemsapp.domain.home import PROFILE_DAYS, Home
from hemsapp.domain.installation import Installation
from hemsapp.domain.long_work import LongWork
from hemsapp.domain.network_wishes import NetworkWishes
from hemsapp.domain.orders import Errand, Orders
from hemsapp.domain.pin_reports import PinReports
from hemsapp.domain.portrait import Portrait
from hemsapp.domain.rate_wishes import RateWishes
from hemsapp.domain.rehearsal import Rehearsals
from hemsapp.domain.reports import Reports
from hemsapp.domain.response import DemandResponse
from hemsapp.domain.succession import Succession
from hemsapp.domain.updates import Updates
from hemsapp.domain.upkeep import Upkeeping
from hemsapp.domain.wishes import Taker, Wishes
from hemsapp.effects import Effect, Record
from hemsapp.inbox import Thing
from hemsapp.plans import Policy
from hemsapp.rates import TariffVersion
from hemsapp.snapshot import LIVE_S, SILENT_S, Snapshot
from hemsapp.units import DAY_S, quarter_of

FLUSH_S = 60.0
PAGES_S = 30.0
GAPS_SETTLE_S = 3600
_PAST_THE_QUARTER_S = 60
_LIMITS_S = (LIVE_S, SILENT_S)
_JUST_AFTER_S = 0.01


@dataclass(frozen=True, slots=True)
class Settings:
    """What the installation fixes: the home's zone, the preprogrammed tariff (C1FR34b), the port's name for the screen.

    `bill_day` is the installer's, until the person sets another. `speed` is how many seconds of `Moment.utc` pass in a
    real second (above 1 only in a demonstration). `policy` holds until the person chooses another; `is_exempt` is the
    medical exemption, as the utility has confirmed it at enrolment (C1FR40). `is_backed_up`: every night. `is_pin_set`:
    there is a PIN before what an installer sets. `version` is the display's own, for the utility.
    """

    zone: str
    tariff: TariffVersion
    port: str = ""
    speed: float = 1.0
    bill_day: int | None = None
    policy: Policy = Policy.JA5
    is_exempt: bool = False
    enrollment_group: int = 0
    utility_name: str = ""
    utility_phone: str = ""
    is_backed_up: bool = False
    is_pin_set: bool = False
    version: str = ""


class Engine:
    """All that is known of the home, and what to do about it; never awaits, never asks the time."""

    def __init__(self, settings: Settings, restored: Restored = NOTHING_RESTORED) -> None:
        self.settings = settings
        self._is_first_start = not restored.tariffs
        self._home = Home(
            settings.zone,
            settings.tariff,
            restored,
            port=settings.port,
            speed=settings.speed,
            bill_day=settings.bill_day,
        )
        self._orders = Orders(settings.speed)
        self._long_work = LongWork(self._home, restored.preferences, is_backed_up=settings.is_backed_up)
        self._wishes = Wishes(self._home, self._orders, self._long_work)
        self._taken_up = restored.taken_up
        self._rate_wishes = RateWishes(self._home, self._long_work)
        self._history_wishes = HistoryWishes(self._home, self._orders)
        self._installation = Installation(self._home, self._orders)
        self._reports = Reports(self._home, self._orders, settings.speed)
        rules = Rules(enrollment_group=settings.enrollment_group, policy=settings.policy, is_exempt=settings.is_exempt)
        self._response = DemandResponse(self._home, self._orders, restored, rules, speed=settings.speed)
        self._event_wishes = EventWishes(self._home, self._orders, self._response, settings.utility_phone)
        self._network = NetworkWishes(
            self._home, self._orders, self._response.governs, is_taken_up=bool(restored.taken_up)
        )
        self._upkeep = Upkeeping(
            self._home, self._orders, self._response, restored, speed=settings.speed, version=settings.version
        )
        self._updates = Updates(
            self._home, self._orders, lambda: self._response.events.book.live, restored, speed=settings.speed
        )
        view = EventView(self._home, self._response, settings.utility_name, settings.utility_phone)
        self._rehearsals = Rehearsals(self._response.events.book, restored.preferences)
        self._portrait = Portrait(self._home, view, self._response.rooms, self._rehearsals)
        self._slot, self._pages_s = -1, 0.0
        self._flush_s: float | None = None
        self._latest: Snapshot | None = None
        self._seen: Moment | None = None
        self._woken: Moment | None = None
        self._is_changed = True
        self._display_wishes = DisplayWishes(self._home)
        self._wished = self._all_wishes()
        self._takers = self._all_takers()

    def _all_wishes(self) -> dict[type, Taker]:
        """Who takes each command."""
        return {
            **self._wishes.takers,
            **self._rate_wishes.takers,
            **self._history_wishes.takers,
            **self._event_wishes.takers,
            **self._long_work.wishes,
            **self._display_wishes.takers,
            **self._network.wishes,
            **self._installation.wishes,
            ReplaceDevice: Succession(self._home, self._network.wishes[RemoveDevice], self._response.inherit).replace,
            **self._upkeep.wishes,
            **self._updates.wishes,
        }

    def _all_takers(self) -> dict[type, Taker]:
        """Who takes each thing that comes."""
        return {
            **self._reports.takers,
            **self._long_work.reports,
            **self._network.reports,
            **self._installation.reports,
            **PinReports(self._home, is_set=self.settings.is_pin_set).takers,
            **self._display_wishes.reports,
            **self._upkeep.takers,
            **self._updates.reports,
            **self._wished,
        }

    # The face

    def start(self, at: Moment) -> list[Effect]:
        """Begin: call once before anything else; facts of a first start are recorded."""
        now_s = seconds(at.utc)
        self._slot = quarter_of(now_s)
        self._home.set_period(now_s)
        facts: list[Fact] = [self.settings.tariff] if self._is_first_start else []
        self._home.rating.settle()
        facts += self._home.closed_bills()
        for text in self._home.texts.unconfirmed():
            self._orders.confirm(ConfirmText(text.device, text.message_id, text.acknowledged or at.utc), at.monotonic_s)
        facts += self._response.start(at)
        if self._taken_up:
            facts += self._long_work.tell_taken_up(self._taken_up, at)
        return self._finish(facts, at)

    def receive(self, thing: Thing, at: Moment) -> list[Effect]:
        """Take one message, command or report of work; the effects are to be performed in order."""
        self._is_changed = True
        self._home.joining.hear(thing, at)
        self._home.roll_call.hear(thing, at)
        if type(thing) in self._wished:
            self._home.refusal = None
            self._reports.polling.begin()
        facts = [*(self._takers[type(thing)](thing, at) or ()), *self._response.hear(thing, at)]
        facts += self._network.hear(thing, at)
        facts += [*self._upkeep.hear(thing, at), *self._updates.hear(thing, at)]
        if isinstance(thing, Reading):
            facts += self._response.measured(at)
        facts += self._installation.settle(thing, at)
        return self._finish(facts, at)

    def wake(self, at: Moment) -> list[Effect]:
        """Do what is due; harmless when nothing is."""
        facts = [*self._response.wake(at, is_meter_there=self._is_meter_reachable), *self._rehearsals.wake(at)]
        facts += self._network.wake(at)
        facts += self._installation.wake(at)
        facts += self._upkeep.wake(at, is_meter_there=self._is_meter_reachable)
        facts += self._updates.wake(at)
        self._is_changed = self._long_work.wake(at) or self._is_changed or bool(facts)
        effects = self._finish(facts, at)
        home = self._home
        home.texts.expire(at.utc)
        self._is_changed = home.roll_call.wake(at) or self._is_changed
        if self._woken is None or self._limits_passed(self._woken) != self._limits_passed(at):
            self._is_changed = True
        self._woken = at
        if home.usage.meter is not None and self._is_meter_reachable:
            if self._reports.polling.is_due(home.demand.heard, at):
                self._orders.want_soon(Errand.METER, at.monotonic_s)
            effects += self._orders.due(home.usage.meter, at.monotonic_s)
            if at.monotonic_s >= self._pages_s or self._orders.is_profile_wanted:
                effects += self._pages(home.usage.meter, at)
        return effects

    def end(self) -> list[Effect]:
        """Finish cleanly: what a kill would have to ask the meter for again is kept. Call once, last."""
        answers = self._home.household.answers.changed()
        return [*([Record(tuple(answers), is_urgent=True)] if answers else []), *self.flush()]

    def flush(self) -> list[Effect]:
        """What would be recorded within a minute, now: whoever reads the store finds what the screen says."""
        self._flush_s = None
        facts = self._changed()
        return [Record(tuple(facts), is_urgent=True)] if facts else []

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which `wake` is next needed, or None."""
        dues = [
            due_s
            for due_s in (
                self._flush_s,
                self._home.joining.next_wake_s,
                self._home.roll_call.next_wake_s,
                self._response.next_wake_s,
                self._upkeep.next_wake_s,
                self._updates.next_wake_s,
            )
            if due_s is not None
        ]
        if self._is_meter_reachable:
            if (due_s := self._orders.next_s) is not None:
                dues.append(due_s)
            if self._home.ledger.has_open_gap or self._home.usage.metered.is_sought:
                dues.append(0.0 if self._orders.is_profile_wanted else self._pages_s)
        heard = self._home.demand.heard
        if heard is not None and self._woken is not None:
            passed = self._limits_passed(self._woken)
            dues += [heard.monotonic_s + limit + _JUST_AFTER_S for limit in _LIMITS_S[passed:]]
        return min(dues, default=None)

    def _limits_passed(self, at: Moment) -> int:
        """How many of the ages at which a number is seen differently the last reading has passed."""
        heard = self._home.demand.heard
        return 0 if heard is None else sum(at.seconds_since(heard) > limit for limit in _LIMITS_S)

    def note_storage(self, problem: str | None) -> None:
        """The store works again (None), or does not, with the reason for the screen."""
        self._is_changed = True
        self._home.health = replace(self._home.health, is_storage_working=problem is None, storage_problem=problem)

    def note_shed(self, count: int) -> None:
        """The full inbox dropped that many messages."""
        self._is_changed = True
        self._home.health = replace(self._home.health, messages_shed=self._home.health.messages_shed + count)

    def snapshot(self, at: Moment) -> Snapshot:
        """What may be seen at `at`; unchanged parts keep their identity, and so does the whole if none changed."""
        latest, seen = self._latest, self._seen
        if latest is None or seen is None or self._is_changed or at.seconds_since(seen) >= 1 or at.utc < seen.utc:
            self._is_changed = False
            self._seen = at
            if self._home.health.undelivered != self._orders.undelivered:
                self._home.health = replace(self._home.health, undelivered=self._orders.undelivered)
            self._latest = latest = self._portrait.at(at, self._home.health)
        return latest

    # What is to be kept

    def _finish(self, facts: Iterable[Fact] | None, at: Moment) -> list[Effect]:
        """Facts before everything else: at once if they are more than samples or a quarter-hour ended."""
        effects: list[Effect] = []
        kept = list(facts or ())
        self._upkeep.watch(kept, at)
        now_s = seconds(at.utc)
        is_urgent = any(type(fact) is not Sample for fact in kept) or bool(self._long_work.effects)  # it reads the disk
        if quarter_of(now_s) != self._slot:
            kept += self._turn_quarter(now_s)
            is_urgent = True
        home = self._home
        if is_urgent or (self._flush_s is not None and at.monotonic_s >= self._flush_s):
            kept += self._changed()
            self._flush_s = None
        elif self._flush_s is None and (home.ledger.changed or home.usage.has_new_anchor):
            self._flush_s = at.monotonic_s + FLUSH_S
        if kept or self._long_work.effects:
            effects.append(Record(tuple(kept), is_urgent=is_urgent))
        own = (self._reports, self._wishes, self._installation, self._response, self._long_work)
        for part in (*own, self._display_wishes, self._network, self._upkeep, self._updates):
            effects += part.effects
            part.effects.clear()
        return effects

    def _turn_quarter(self, now_s: int) -> list[Fact]:
        """A quarter-hour ended: perhaps a day, perhaps a bill."""
        home = self._home
        is_new_day = home.zone.date_of(self._slot) != home.zone.date_of(now_s)
        self._slot = quarter_of(now_s)
        self._pages_s = 0.0
        self._is_changed = True
        seek(home.usage, self._response.events.book.events.values(), home.zone.name, instant(now_s))
        facts: list[Fact] = [*home.household.answers.changed()]
        if not is_new_day:
            return facts
        home.rating.settle()
        before = home.period
        home.set_period(now_s)
        horizon_s = now_s - REMEMBERED_DAYS * DAY_S
        home.ledger.forget_before(horizon_s)
        home.published.forget_before(horizon_s)
        self._response.forget_before(instant(horizon_s))
        if home.period == before:
            return facts
        detail = f"a bill started on {home.period.start}"
        return [*facts, *home.closed_bills(), Happening(instant(now_s), Happened.BILL_STARTED, detail)]

    def _changed(self) -> list[Fact]:
        """Rows, gaps and anchors that changed since they were last recorded, consistent with each other."""
        home = self._home
        home.rating.settle()
        entries = sorted(home.ledger.changed, key=lambda entry: entry.start_s)
        home.ledger.changed.clear()
        facts: list[Fact] = [entry.fact() for entry in entries]
        if entries and entries[0].start_s < home.zone.midnight(home.period.start):
            facts += home.closed_bills()
        if home.usage.has_new_anchor:
            home.usage.has_new_anchor = False
            facts += home.usage.anchors()
        facts += home.outdoors.changed()
        home.ledger.settle_gaps(self._slot - GAPS_SETTLE_S)
        return facts

    # What the meter is asked

    def _pages(self, meter: Eui64, at: Moment) -> list[Effect]:
        home = self._home
        now_s = seconds(at.utc)
        since_s = now_s - PROFILE_DAYS * DAY_S
        bill_s = max(since_s, home.zone.midnight(home.period.start))
        until_s = quarter_of(now_s - _PAST_THE_QUARTER_S)
        interval_s = home.usage.interval_minutes * 60
        effects: list[Effect] = []
        self._pages_s = at.monotonic_s + PAGES_S
        self._orders.is_profile_wanted = False
        for channel, from_s in product((DELIVERED, RECEIVED), (bill_s, since_s)):  # this bill comes first
            slots = home.ledger.unknown(channel, from_s, until_s)
            if channel is DELIVERED:
                slots = sorted({*slots, *home.usage.metered.unknown(from_s, until_s)})
            page = self._orders.page(meter, channel, slots, interval_s, at.monotonic_s, instant)
            if page is not None:
                effects.append(page)
        return effects

    @property
    def _is_meter_reachable(self) -> bool:
        """May it be asked: it was heard since the radio was ready, or is known and may answer."""
        is_ready = self._home.radio.state is RadioState.READY
        return self._reports.is_meter_there or (
            is_ready and self._home.usage.meter is not None and not self._home.usage.is_meter_gone
        )
