"""Rates: a whole plan as a person edits it, what it would cost, what is saved (C1FR34a to d, money rules 2 and 6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import ChoosePriceSource, SaveRates
from hemsapp.questions import Answer, LibraryShown, LibraryWanted, PreviewShown, PreviewWanted, Question, Unanswered
from hemsapp.rates import CriticalPeak, TariffTier, TariffVersion
from hemsapp.snapshot import Snapshot
from hemsapp.work import WorkKind
from ui import i18n
from ui.i18n import said, words
from ui.presenters import rates_fields, rates_plan
from ui.presenters.frame import header
from ui.presenters.ledger import current_tier
from ui.presenters.pad import PadView, Typing
from ui.presenters.rates_checks import Problem, problem
from ui.presenters.rates_example import change, example
from ui.presenters.rates_fields import MEDICAL, Entry
from ui.presenters.rates_times import TimesEditor
from ui.presenters.rates_view import Saving, critical_view, foot_view, save_button, tiers_view
from ui.presenters.work import work_card
from ui.views import (
    ButtonKind,
    ButtonView,
    FieldView,
    HeaderView,
    Line,
    SegmentedView,
    SheetView,
    WorkCardView,
)
from ui.views.rates import (
    ChangeView,
    CriticalView,
    DateSheetView,
    FootView,
    ListSheetView,
    PlanView,
    TiersView,
    TimeSheetView,
    TimesView,
)
from ui.views.rates import ChargeView as Charge

TIERS, CRITICAL, FIXED, PLAN = range(4)
_NEW_PRICE = Decimal("0.25000")
_USUAL_EVENT = Decimal("0.50000")


@dataclass(frozen=True, slots=True)
class RatesView:
    """Tabs and first day above; the tab's own part; the example and the last bill below it; the foot, or work."""

    header: HeaderView
    tabs: SegmentedView
    starts_label: str
    starts: FieldView
    tiers: TiersView
    times: TimesView
    critical: CriticalView
    fixed: tuple[Charge, ...]
    plan: PlanView
    example_label: str
    example: Line
    example_sum: str
    change: ChangeView | None
    foot: FootView
    work: WorkCardView | None


class RatesPresenter:
    """Snapshot and the store's answers to RatesView; keeps what was changed until it is saved or discarded."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self.times = TimesEditor()
        self.tab = TIERS
        self._draft: TariffVersion | None = None
        self._typing: tuple[Typing, Entry] | None = None
        self._saved: TariffVersion | None = None
        self._now: Moment | None = None
        self._saved_at: Moment | None = None
        self._before: TariffVersion | None = None
        self._snapshot: Snapshot | None = None
        self._today = date(1, 1, 1)
        self._library: LibraryShown | None = None
        self._library_sentence = ""
        self._previews: tuple[TariffVersion, PreviewShown | Unanswered] | None = None

    @property
    def is_editing(self) -> bool:
        """Is there something changed that is neither saved nor discarded?"""
        return self._draft is not None

    def begin(self, snapshot: Snapshot, today: date) -> None:
        """The page was opened: tiers and the season of today."""
        self._snapshot, self._today, self.tab = snapshot, today, TIERS
        self._saved = self._before = None
        self.times.begin(self.plan, today)

    def present(self, snapshot: Snapshot, now: Moment) -> RatesView:
        """The page at that moment."""
        self._snapshot = snapshot
        self._now, self._today = now, i18n.local(now.utc, snapshot.preferences.zone).date()
        self._take_back_if_refused(snapshot)
        plan, active, tier = self.plan, self._active(), self._tier()
        stored = snapshot.tariff.rates if self.is_editing else None
        line, behind = example(plan, stored, self.times, tier)
        return RatesView(
            header=header(
                snapshot, now, words("rates.title"), subtitle=self._version(), has_back=True, is_demo=self._is_demo
            ),
            tabs=SegmentedView(
                tuple(words(f"rates.tab_{name}") for name in ("tiers", "critical", "fixed", "plan")), self.tab
            ),
            starts_label=words("rates.starts"),
            starts=FieldView(i18n.year_date(self._starts()), icon="calendar-clock", sentence=words("rates.starts")),
            tiers=tiers_view(plan, self._season(), active),
            times=self.times.view(plan, tier),
            critical=critical_view(plan, self.times, tier, active),
            fixed=tuple(rates_plan.charge(entry, active) for entry in self._fixed_entries(plan)),
            plan=rates_plan.plan_view(plan, snapshot, self._library or LibraryShown(()), active, self._today),
            example_label=words("rates.example"),
            example=line,
            example_sum=behind,
            change=change(self._preview(), snapshot.bill.start, is_wanted=self.is_editing),
            foot=foot_view(self._saving()),
            work=work_card(snapshot, WorkKind.RE_RATE),
        )

    def question(self) -> Question | None:
        """What the store is to be asked for what is shown now: the last bill by the changed plan."""
        if self._draft is None or self._preview() is not None:
            return None
        return PreviewWanted(self._draft)

    def answer(self, question: Question, answer: Answer) -> None:
        """The store's word."""
        if isinstance(question, PreviewWanted) and isinstance(answer, PreviewShown | Unanswered):
            self._previews = (question.rates, answer)
        elif isinstance(question, LibraryWanted) and isinstance(answer, LibraryShown):
            self._library = answer
        elif isinstance(question, LibraryWanted) and isinstance(answer, Unanswered):
            self._library_sentence = answer.sentence

    def choose_source(self, index: int) -> ChoosePriceSource:
        """Which price holds from now on (C1FR34d)."""
        return ChoosePriceSource(rates_plan.SOURCES[index])

    def edit(self, change: Callable[[TariffVersion], TariffVersion], *, is_own: bool = True) -> None:
        """A gesture made another plan of the one that is shown; with a number of one's own it is no sample any more."""
        plan = change(self.plan)
        if plan != self.plan:
            self._saved = None
            self._draft = rates_plan.own(plan) if is_own and plan.is_sample else plan

    def type_into(self, key: str) -> PadView:
        """Open the pad for a number of the plan."""
        entry = next(each for each in self._entries() if each.key == key)
        typing = Typing(key, entry.label, words("rates.pad_hint"), entry.text())
        if entry.can_be_empty:
            now, hint = entry.text() or words("rates.no_limit"), words("rates.pad_hint_limit")
            typing = Typing(key, entry.label, hint, now, has_point=False, can_be_empty=True)
        self._typing = (typing, entry)
        return typing.view()

    def key(self, sign: str) -> PadView:
        """A digit, the point, or empty to erase."""
        assert self._typing is not None
        self._typing = (self._typing[0].pressed(sign), self._typing[1])
        return self._typing[0].view()

    def accept_typed(self) -> None:
        """Put what was typed into the plan."""
        assert self._typing is not None
        typing, entry = self._typing
        self._typing = None
        if typing.text or entry.can_be_empty:
            self.edit(lambda _: entry.put(typing.value()), is_own=entry.key != MEDICAL)

    def cancel_typed(self) -> None:
        """Leave the field as it was."""
        self._typing = None

    def toggle_critical(self) -> None:
        """The plan has critical days, or none."""
        usual = None if self.plan.critical_peak else CriticalPeak(_USUAL_EVENT)
        self.edit(lambda plan: replace(plan, critical_peak=usual))

    def choose_credit_season(self, index: int) -> None:
        """When the credit is given: all year (0), or in a season."""
        peak = self.plan.critical_peak
        if peak is not None:
            season = "" if index == 0 else self.plan.seasons[index - 1].name
            self.edit(lambda plan: replace(plan, critical_peak=replace(peak, credit_season=season)))

    def time_sheet(self) -> TimeSheetView:
        """The sheet of the block that is open."""
        return self.times.sheet(self.plan, active=self._active())

    def holiday_sheet(self) -> ListSheetView:
        """Which holidays count as weekend."""
        return self.times.holidays(self.plan)

    def date_sheet(self) -> DateSheetView:
        """From which day the plan holds."""
        assert self._snapshot is not None
        return rates_plan.date_sheet(self._starts(), self._today, self._snapshot.bill.start)

    def step_start(self, *, days: int = 0, months: int = 0) -> None:
        """Another first day."""
        self._start_on(rates_plan.stepped(self._starts(), self._today, days=days, months=months))

    def choose_start(self, index: int) -> None:
        """One of the likely first days."""
        assert self._snapshot is not None
        self._start_on(rates_plan.likely(self._today, self._snapshot.bill.start)[index][1])

    def library_sheet(self) -> ListSheetView:
        """The plans that come with this display."""
        return rates_plan.library_sheet(self._library, said(self._library_sentence))

    def take_plan(self, index: int) -> None:
        """Edit a plan of the library (C1FR34b)."""
        assert self._library is not None
        chosen = rates_plan.chosen(rates_plan.listed(self._library.plans)[index], self._starts())
        self.edit(lambda _: chosen, is_own=False)
        self.times.begin(chosen, self._today)

    def take_version(self, index: int) -> None:
        """Edit an older version, to go back to it."""
        assert self._snapshot is not None
        chosen = rates_plan.chosen(rates_plan.older(self._snapshot, index), self._starts())
        self.edit(lambda _: chosen, is_own=False)
        self.times.begin(chosen, self._today)

    def step_region(self, by: int) -> None:
        """The baseline of another region."""
        known = self._library.plans if self._library else ()
        self.edit(lambda plan: rates_plan.with_region(plan, known, by), is_own=False)

    def fix(self) -> None:
        """Take what was probably meant."""
        found = self._problem()
        if found is not None and found.mended is not None:
            mended = found.mended
            self.edit(lambda _: mended)

    def leave_sheet(self) -> SheetView:
        """Asks whether the changes are to be saved before the page is left."""
        save = save_button(self._saving())
        return SheetView(
            words("rates.leave"),
            words("rates.leave_subtitle"),
            replace(save, kind=ButtonKind.PRIMARY),
            ButtonView(words("rates.discard"), ButtonKind.OUTLINE),
        )

    def discard(self) -> None:
        """Back to what is stored."""
        self._draft = self._typing = None
        self.times.close()

    def save(self) -> SaveRates | None:
        """The changed plan from its first day; None while it cannot be."""
        found = self._problem()
        if self._draft is None or (found is not None and found.is_wrong):
            return None
        assert self._snapshot is not None
        self._before, self._saved, self._draft = self._snapshot.tariff.rates, self._draft, None
        self._saved_at = self._now
        return SaveRates(replace(self._saved, version=self._next_version()))

    def go_back(self) -> SaveRates | None:
        """Save anew what held before the last save, from the same day."""
        if self._saved is None or self._before is None:
            return None
        back = replace(self._before, starts=self._saved.starts, version=self._next_version())
        self._saved = self._before = None
        return SaveRates(back)

    def _take_back_if_refused(self, snapshot: Snapshot) -> None:
        """What was refused since it was saved is a draft again: the toast says why, nothing typed is lost."""
        refusal = snapshot.refusal
        if self._saved is None or refusal is None or self._saved_at is None:
            return
        if refusal.at.seconds_since(self._saved_at) >= 0:
            self._draft, self._saved, self._before = self._saved, None, None

    def _start_on(self, day: date) -> None:
        self.edit(lambda plan: replace(plan, starts=day), is_own=False)

    @property
    def plan(self) -> TariffVersion:
        """What is shown: the draft, what was just saved, or what is stored, offered from today on."""
        if self._draft is not None:
            return self._draft
        assert self._snapshot is not None
        view = self._snapshot.tariff
        stored = self._saved or view.rates
        if stored is None:
            tiers = tuple(TariffTier(None if kwh is None else kwh * 1000, price) for kwh, price in view.tiers)
            open_tier = TariffTier(None, _NEW_PRICE)
            stored = TariffVersion(
                view.version, view.since, view.name, "", view.is_sample, tiers or (open_tier,), (), view.fixed_per_day
            )
        return stored if self._saved is not None else replace(stored, starts=self._today)

    def _starts(self) -> date:
        return self.plan.starts

    def _tier(self) -> int:
        """The tier that is being filled now, from 0."""
        assert self._snapshot is not None
        current = current_tier(self._snapshot)
        return 0 if current is None else min(current.number, len(self.plan.tiers)) - 1

    def _active(self) -> str:
        return "" if self._typing is None else self._typing[0].key

    def _season(self) -> int:
        return min(self.times.season, max(0, len(self.plan.seasons) - 1))

    def _entries(self) -> list[Entry]:
        """Every number that can be typed now."""
        plan = self.plan
        found = [*rates_fields.critical(plan), *self._fixed_entries(plan), *rates_fields.baseline(plan)]
        for tier in range(len(plan.tiers)):
            found += [rates_fields.limit(plan, tier), rates_fields.price(plan, tier, self._season())]
        return [*found, *self.times.entries(plan)]

    def _fixed_entries(self, plan: TariffVersion) -> list[Entry]:
        allowance = [entry for entry in rates_fields.baseline(plan) if entry.key != MEDICAL]
        return [*rates_fields.fixed(plan), *allowance]

    def _preview(self) -> PreviewShown | Unanswered | None:
        if self._draft is None or self._previews is None:
            return None
        plan, told = self._previews
        return told if plan == self._draft else None

    def _saving(self) -> Saving:
        can_go_back = self._saved is not None and self._before is not None
        return Saving(
            self.plan, self._today, self._problem(), is_editing=self.is_editing, is_saved=self._saved is not None,
            can_go_back=can_go_back,
        )  # fmt: skip

    def _problem(self) -> Problem | None:
        return None if self._draft is None else problem(self._draft)

    def _next_version(self) -> int:
        assert self._snapshot is not None
        kept = [each.version for each in self._snapshot.tariff.versions]
        return max([self._snapshot.tariff.version, *kept]) + 1

    def _version(self) -> str:
        assert self._snapshot is not None
        tariff = self._snapshot.tariff
        if self._draft is not None:
            return words("rates.version_new", version=self._next_version())
        if not tariff.tiers:
            return words("more.rates_none")
        return words("rates.version_sample" if tariff.is_sample else "rates.version", version=tariff.version)
