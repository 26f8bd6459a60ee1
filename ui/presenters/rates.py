"""Rates: the tiers as a person types them, an example that lives, and which price holds (C1FR34a to d)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from devices.moment import Moment
from hemsapp.commands import ChoosePriceSource, PriceSource, SaveTariff, TierEntry
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import header
from ui.presenters.ledger import current_tier
from ui.presenters.pad import PadView
from ui.presenters.why import signed_cents
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    FieldView,
    HeaderView,
    NumberPadView,
    SegmentedView,
    SheetView,
    StepperView,
)

LOWEST, HIGHEST = Decimal("0.02"), Decimal("2.00")
MOST_TIERS = 4
_DIGITS = 7
_NEW_TIER_KWH = 300
_NEW_PRICE = Decimal("0.25000")
_SOURCES = (PriceSource.STORED, PriceSource.PUBLISHED)


@dataclass(frozen=True, slots=True)
class TierFields:
    """One row of the editor."""

    number: str
    up_to: FieldView
    price: FieldView


@dataclass(frozen=True, slots=True)
class RatesView:
    """The tiers left, which price holds right, the example below, and the foot; `warning` replaces the foot's text."""

    header: HeaderView
    columns: tuple[str, str, str]
    tiers: tuple[TierFields, ...]
    count_label: str
    count: StepperView
    starts_label: str
    starts: StepperView
    source_label: str
    source: SegmentedView
    source_lines: tuple[str, str]
    example: tuple[str, str, str]
    foot: tuple[str, str]
    warning: str
    fix: ButtonView | None
    discard: ButtonView
    save: ButtonView


@dataclass(frozen=True, slots=True)
class _Draft:
    tiers: tuple[TierEntry, ...]
    starts: date


class RatesPresenter:
    """Snapshot to RatesView; keeps what was typed until it is saved or discarded."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._draft: _Draft | None = None
        self._typing: tuple[int, bool, str] | None = None
        self._saved_from: date | None = None
        self._snapshot: Snapshot | None = None
        self._today = date(1, 1, 1)

    @property
    def is_editing(self) -> bool:
        """Is there something typed that is neither saved nor discarded?"""
        return self._draft is not None

    def present(self, snapshot: Snapshot, now: Moment) -> RatesView:
        """The page at that moment."""
        self._snapshot = snapshot
        self._today = i18n.local(now.utc, snapshot.preferences.zone).date()
        draft = self._shown()
        problem, fix = self._problem(draft)
        return RatesView(
            header=header(
                snapshot, now, words("rates.title"), subtitle=self._version(), has_back=True, is_demo=self._is_demo
            ),
            columns=(words("rates.tier"), words("rates.up_to"), words("rates.cents")),
            tiers=self._fields(draft),
            count_label=words("rates.tiers"),
            count=StepperView(str(len(draft.tiers)), len(draft.tiers) > 1, len(draft.tiers) < MOST_TIERS),
            starts_label=words("rates.starts"),
            starts=StepperView(i18n.short_date(draft.starts), draft.starts > self._today),
            source_label=words("rates.holds"),
            source=SegmentedView(
                (words("rates.mine"), words("rates.meter")), _SOURCES.index(snapshot.preferences.price_source)
            ),
            source_lines=_source_lines(snapshot),
            example=self._example(draft),
            foot=self._foot(draft),
            warning=problem,
            fix=ButtonView(fix, ButtonKind.OUTLINE) if fix else None,
            discard=ButtonView(
                words("rates.discard"), ButtonKind.OUTLINE, ButtonState.IDLE if self._draft else ButtonState.DISABLED
            ),
            save=self._save_button(draft, problem),
        )

    def choose_source(self, index: int) -> ChoosePriceSource:
        """Which price holds from now on."""
        return ChoosePriceSource(_SOURCES[index])

    def set_count(self, more: int) -> None:
        """A tier more, above the last limited one, or one less."""
        draft = self._shown()
        tiers = list(draft.tiers)
        if more > 0 and len(tiers) < MOST_TIERS:
            last = tiers[-1]
            below = tiers[-2].up_to_kwh or 0 if len(tiers) > 1 else 0
            tiers[-1] = TierEntry(below + _NEW_TIER_KWH, last.price)
            tiers.append(TierEntry(None, last.price))
        elif more < 0 and len(tiers) > 1:
            tiers.pop()
            tiers[-1] = TierEntry(None, tiers[-1].price)
        self._edit(tuple(tiers), draft.starts)

    def step_start(self, days: int) -> None:
        """A later or earlier first day, never before today."""
        draft = self._shown()
        self._edit(draft.tiers, max(self._today, draft.starts + timedelta(days=days)))

    def type_into(self, tier: int, *, is_price: bool) -> PadView:
        """Open the number pad for a field, empty."""
        self._typing = (tier, is_price, "")
        return self._pad()

    def key(self, key: str) -> PadView:
        """A digit or the point; an empty key erases."""
        assert self._typing is not None
        tier, is_price, text = self._typing
        point = i18n.locale().decimal_point
        if not key:
            text = text[:-1]
        elif len(text.replace(point, "")) < _DIGITS and not (key == point and point in text):
            text += key
        self._typing = (tier, is_price, text)
        return self._pad()

    def accept_typed(self) -> None:
        """Put what was typed into the draft."""
        assert self._typing is not None
        index, is_price, text = self._typing
        value = _parsed(text)
        self._typing = None
        if value is None:
            return
        draft = self._shown()
        tiers = list(draft.tiers)
        tier = tiers[index]
        tiers[index] = TierEntry(tier.up_to_kwh, value / 100) if is_price else TierEntry(int(value), tier.price)
        self._edit(tuple(tiers), draft.starts)

    def cancel_typed(self) -> None:
        """Leave the field as it was."""
        self._typing = None

    def fix(self) -> None:
        """Take the price that was probably meant."""
        draft = self._shown()
        tiers = tuple(TierEntry(t.up_to_kwh, _meant(t.price) or t.price) for t in draft.tiers)
        self._edit(tiers, draft.starts)

    def discard(self) -> None:
        """Back to what is stored."""
        self._draft = None
        self._saved_from = None

    def save(self) -> SaveTariff | None:
        """The new prices from their first day; None while the limits do not rise."""
        draft = self._draft
        if draft is None or not _is_rising(draft.tiers):
            return None
        self._draft, self._saved_from = None, draft.starts
        return SaveTariff(draft.starts, draft.tiers)

    def _edit(self, tiers: tuple[TierEntry, ...], starts: date) -> None:
        self._saved_from = None
        self._draft = _Draft(tiers, starts)

    def _shown(self) -> _Draft:
        if self._draft is not None:
            return self._draft
        assert self._snapshot is not None
        stored = tuple(TierEntry(up_to, price) for up_to, price in self._snapshot.tariff.tiers)
        return _Draft(stored or (TierEntry(None, _NEW_PRICE),), self._today)

    def _version(self) -> str:
        assert self._snapshot is not None
        tariff = self._snapshot.tariff
        if self._draft is not None:
            return words("rates.version_new", version=tariff.version + 1)
        if not tariff.tiers:
            return words("more.rates_none")
        return words("rates.version_sample" if tariff.is_sample else "rates.version", version=tariff.version)

    def _fields(self, draft: _Draft) -> tuple[TierFields, ...]:
        rows = []
        for index, tier in enumerate(draft.tiers):
            is_last = index == len(draft.tiers) - 1
            number = str(index + 1)
            limit = "" if tier.up_to_kwh is None else i18n.whole(tier.up_to_kwh)
            rows.append(
                TierFields(
                    number,
                    FieldView(
                        limit,
                        words("rates.no_limit"),
                        is_enabled=not is_last,
                        is_active=self._typing is not None and self._typing[:2] == (index, False),
                        sentence=words("rates.pad_up_to", number=number),
                    ),
                    FieldView(
                        i18n.edited_price(tier.price),
                        is_active=self._typing is not None and self._typing[:2] == (index, True),
                        sentence=words("rates.pad_price", number=number),
                    ),
                )
            )
        return tuple(rows)

    def _problem(self, draft: _Draft) -> tuple[str, str]:
        if self._draft is None:
            return "", ""
        if not _is_rising(draft.tiers):
            return words("rates.must_rise"), ""
        for tier in draft.tiers:
            if LOWEST <= tier.price <= HIGHEST:
                continue
            typed, meant = i18n.headline_price(tier.price), _meant(tier.price)
            if meant is not None:
                shown = i18n.price(meant).number
                return words("rates.too_high", typed=typed, meant=shown), words("rates.use", meant=shown)
            low, high = i18n.money(LOWEST), i18n.money(HIGHEST)
            return words("rates.too_unusual", typed=i18n.price(tier.price).number, low=low, high=high), ""
        return "", ""

    def _example(self, draft: _Draft) -> tuple[str, str, str]:
        """The sentence, and the sum behind it, with the tier that is being filled now."""
        assert self._snapshot is not None
        current = current_tier(self._snapshot)
        index = min(current.number if current else 1, len(draft.tiers)) - 1
        tier = draft.tiers[index].price
        stored = self._snapshot.prices.stored
        added = stored - current.price if stored is not None and current is not None else Decimal(0)
        price = tier + added
        shown = i18n.price(price).number
        is_changed = stored is not None and i18n.price(stored).number != shown
        key = "rates.example_sum" if added else "rates.example_plain"
        text = words(
            key if is_changed else f"{key}_same",
            number=index + 1,
            tier=i18n.price(tier).number,
            sign=i18n.MINUS if added < 0 else "+",
            time=signed_cents(added).lstrip(f"+{i18n.MINUS}"),
            price=shown,
            was="" if stored is None else i18n.price(stored).number,
        )
        return words("rates.example"), words("rates.example_costs", cost=i18n.money(price)), text

    def _foot(self, draft: _Draft) -> tuple[str, str]:
        if self._saved_from is not None:
            return words("rates.saved", date=_spoken(self._saved_from)), words("rates.kept")
        return words("rates.nothing_before", date=_spoken(draft.starts)), words("rates.kept")

    def _save_button(self, draft: _Draft, problem: str) -> ButtonView:
        is_ready = self._draft is not None and _is_rising(draft.tiers)
        state = ButtonState.IDLE if is_ready else ButtonState.DISABLED
        save = words("rates.save", date=_spoken(draft.starts))
        text = words("rates.save_anyway") if problem and is_ready else save
        return ButtonView(text, ButtonKind.OUTLINE if problem else ButtonKind.PRIMARY, state)

    def _pad(self) -> PadView:
        assert self._typing is not None
        index, is_price, text = self._typing
        title = words("rates.pad_price" if is_price else "rates.pad_up_to", number=index + 1)
        tier = self._shown().tiers[index]
        now = i18n.edited_price(tier.price) if is_price else i18n.whole(tier.up_to_kwh or 0)
        value = _parsed(text)
        can_accept = value is not None and value > 0
        return PadView(
            SheetView(title, words("rates.pad_hint")),
            FieldView(text, placeholder=now, is_active=True, sentence=title),
            NumberPadView(words("pad.accept"), is_price, can_accept, i18n.locale().decimal_point),
        )


def _spoken(day: date) -> str:
    return f"{day.day} {words(f'month.{day.month}')}"


def _source_lines(snapshot: Snapshot) -> tuple[str, str]:
    prices = snapshot.prices
    mine = words("rates.mine_none") if prices.stored is None else words(
        "rates.mine_now", price=i18n.price(prices.stored)
    )  # fmt: skip
    meter = words("rates.meter_none") if prices.published is None else words(
        "rates.meter_now", price=i18n.price(prices.published)
    )  # fmt: skip
    return mine, meter


def _is_rising(tiers: tuple[TierEntry, ...]) -> bool:
    limits = [tier.up_to_kwh for tier in tiers[:-1]]
    known = [limit for limit in limits if limit is not None]
    return len(known) == len(limits) and all(low < high for low, high in zip([0, *known], known, strict=False))


def _meant(price: Decimal) -> Decimal | None:
    """A hundredth of a price that is out of range, if that would be in it."""
    return price / 100 if price > HIGHEST and LOWEST <= price / 100 <= HIGHEST else None


def _parsed(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(i18n.locale().decimal_point, "."))
    except InvalidOperation:
        return None
