"""Where a rate plan is from: the library of samples, regions, the versions that are kept, which price holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hemsapp.commands import PriceSource
from hemsapp.questions import LibraryShown
from hemsapp.rates import TariffVersion
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import rates_fields
from ui.presenters.rates_fields import Entry
from ui.views import ButtonKind, ButtonView, FieldView, ListRowView, Run, SegmentedView, SheetView, StepperView, Tone
from ui.views.rates import ChargeView, DateSheetView, ListSheetView, PlanView

SOURCES = (PriceSource.STORED, PriceSource.PUBLISHED)
_MONTHS = 12
_LAST_DAY = 28
_SAMPLE = "Sample, not current: "
ENTERED = "entered on this display"
_OLDEST_YEARS, _LATEST_YEARS = 3, 2


def plan_view(plan: TariffVersion, snapshot: Snapshot, library: LibraryShown, active: str, today: date) -> PlanView:
    """The tab about the plan itself (C1FR34b, C1FR34d)."""
    regions = _regions(plan, library.plans)
    allowances = rates_fields.baseline(plan, _granted(plan, library))
    medical = (entry for entry in allowances if entry.key == rates_fields.MEDICAL)
    return PlanView(
        _name(plan) or words("rates.own"),
        (Run(words("rates.sample"), Tone.ATTENTION, is_strong=True, icon="triangle-alert"),) if plan.is_sample else (),
        _source(plan),
        ButtonView(words("rates.choose"), ButtonKind.SECONDARY, icon="book-open"),
        words("rates.region"),
        None if plan.baseline is None else StepperView(plan.baseline.region, len(regions) > 1, len(regions) > 1),
        tuple(charge(entry, active) for entry in medical),
        words("rates.holds"),
        SegmentedView((words("rates.mine"), words("rates.meter")), SOURCES.index(snapshot.preferences.price_source)),
        _source_lines(snapshot),
        tuple(_version_row(each, snapshot, today) for each in _versions(snapshot)),
    )


def charge(entry: Entry, active: str) -> ChargeView:
    """A number in its field."""
    field = FieldView(entry.text(), is_active=entry.key == active, sentence=entry.label)
    return ChargeView(entry.key, entry.label, field)


def older(snapshot: Snapshot, index: int) -> TariffVersion:
    """The version in that row, the newest first."""
    return _versions(snapshot)[index]


def library_sheet(library: LibraryShown | None, sentence: str) -> ListSheetView:
    """The plans that come with this display, each a sample with its source and date (C1FR34b)."""
    sheet = SheetView(
        words("rates.library"),
        words("rates.library_subtitle"),
        secondary=ButtonView(words("pad.cancel"), ButtonKind.OUTLINE),
    )
    empty = sentence or (words("account.looking") if library is None else "")
    plans = library.plans if library else ()
    rows = tuple(_library_row(plan, plans, index) for index, plan in enumerate(listed(plans)))
    return ListSheetView(sheet, rows, empty=empty)


def chosen(plan: TariffVersion, starts: date) -> TariffVersion:
    """A plan of the library, or an older version, as a draft that starts then."""
    return replace(plan, starts=starts)


def own(plan: TariffVersion) -> TariffVersion:
    """The plan with numbers of a person's own: no sample any more."""
    return replace(plan, is_sample=False, name=_name(plan), source=ENTERED, source_date=None)


def listed(library: Sequence[TariffVersion]) -> list[TariffVersion]:
    """The plans by their names, each once: its regions are chosen later."""
    return list({plan.name: plan for plan in reversed(library)}.values())[::-1]


def with_region(plan: TariffVersion, library: Sequence[TariffVersion], by: int) -> TariffVersion:
    """The same plan for the next region of the library; what a person added to it (medical) stays."""
    regions = _regions(plan, library)
    if plan.baseline is None or not regions:
        return plan
    names = [each.baseline.region for each in regions if each.baseline is not None]
    here = names.index(plan.baseline.region) if plan.baseline.region in names else 0
    there = regions[(here + by) % len(regions)].baseline
    assert there is not None
    medical = plan.baseline.medical_wh_per_day
    return replace(plan, baseline=replace(there, medical_wh_per_day=medical))


def date_sheet(starts: date, today: date, bill_start: date) -> DateSheetView:
    """From which day the prices hold: stepped, or one of those that are likely."""
    back = words("rates.starts_past") if starts < today else words("rates.starts_hint")
    return DateSheetView(
        SheetView(words("rates.starts_title"), back, ButtonView(words("rates.done"), ButtonKind.PRIMARY)),
        StepperView(i18n.year_date(starts), *_can_step(starts, today)),
        StepperView(words(f"month.{starts.month}"), *_can_step(starts, today)),
        tuple(ButtonView(words(key, date=i18n.short_date(day))) for key, day in likely(today, bill_start)),
    )


def likely(today: date, bill_start: date) -> tuple[tuple[str, date], ...]:
    """Days on which prices usually change."""
    following = date(today.year + today.month // _MONTHS, today.month % _MONTHS + 1, 1)
    return ("rates.likely_today", today), ("rates.likely_month", following), ("rates.likely_bill", bill_start)


def stepped(starts: date, today: date, *, days: int = 0, months: int = 0) -> date:
    """Another first day, within what makes sense."""
    if months:
        index = starts.year * _MONTHS + starts.month - 1 + months
        moved = date(index // _MONTHS, index % _MONTHS + 1, min(starts.day, _LAST_DAY))
    else:
        moved = starts + timedelta(days=days)
    return min(_latest(today), max(_oldest(today), moved))


def _can_step(starts: date, today: date) -> tuple[bool, bool]:
    return starts > _oldest(today), starts < _latest(today)


def _oldest(today: date) -> date:
    return date(today.year - _OLDEST_YEARS, 1, 1)


def _latest(today: date) -> date:
    return date(today.year + _LATEST_YEARS, 12, 31)


def _regions(plan: TariffVersion, library: Sequence[TariffVersion]) -> list[TariffVersion]:
    return [each for each in library if _name(each) == _name(plan) and each.baseline is not None]


def _granted(plan: TariffVersion, library: LibraryShown) -> int:
    """What the plan grants for a medical baseline, as far as the library knows it."""
    known = zip(library.plans, library.medical_wh_per_day, strict=False)
    alike = _regions(plan, library.plans)
    return next((wh for each, wh in known if each in alike), 0)


def _name(plan: TariffVersion) -> str:
    """Its name without the words that the sign beside it says."""
    return i18n.capital(plan.name.removeprefix(_SAMPLE))


def _source(plan: TariffVersion) -> str:
    return words("rates.source", source=_from(plan)) if plan.source else ""


def _from(plan: TariffVersion) -> str:
    """Where it is from, and when that said so, if the source does not tell."""
    source = plan.source.partition(";")[0]
    if plan.source_date is None or plan.source_date.isoformat() in source:
        return source
    return words("rates.source_on", source=source, date=i18n.year_date(plan.source_date))


def _library_row(plan: TariffVersion, library: Sequence[TariffVersion], index: int) -> ListRowView:
    title = " · ".join(part for part in (plan.utility, _name(plan)) if part)
    regions = len(_regions(plan, library))
    if regions > 1:
        title = words("rates.regions", plan=title, count=regions)
    return ListRowView(title, words("rates.sample_from", source=_from(plan)), has_chevron=True, has_rule=index > 0)


def _versions(snapshot: Snapshot) -> list[TariffVersion]:
    return sorted(snapshot.tariff.versions, key=lambda each: each.version, reverse=True)


def _version_row(plan: TariffVersion, snapshot: Snapshot, today: date) -> ListRowView:
    is_now = plan.version == snapshot.tariff.version
    title = words("rates.version_row", version=plan.version)
    since = words("rates.version_future" if plan.starts > today else "rates.version_since")
    subtitle = f"{since} {i18n.year_date(plan.starts)}"
    value = words("rates.in_force" if is_now else "rates.go_back")
    return ListRowView(title, subtitle, value=value, has_chevron=not is_now, has_rule=True)


def _source_lines(snapshot: Snapshot) -> tuple[str, str]:
    prices = snapshot.prices
    mine = words("rates.mine_none") if prices.stored is None else words(
        "rates.mine_now", price=i18n.price(prices.stored)
    )  # fmt: skip
    meter = words("rates.meter_none") if prices.published is None else words(
        "rates.meter_now", price=i18n.price(prices.published)
    )  # fmt: skip
    return mine, meter
