"""The meter was changed: what the old one showed at last, what the new one showed at first, and history is joined."""

from dataclasses import dataclass
from decimal import Decimal

from hemsapp.commands import ChangeMeter, Command
from ui import i18n
from ui.i18n import words
from ui.presenters.pad import PadView, Typing
from ui.views import ButtonKind, ButtonView, SheetView, WhyRow, WhySheetView

CLOSING, OPENING = "closing", "opening"


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """The last step: both reads once more."""

    sheet: SheetView
    rows: WhySheetView


class MeterChangePresenter:
    """Two reads in kWh, then a yes (users.md 14)."""

    def __init__(self) -> None:
        self._typing = _asking(CLOSING)
        self._reads: dict[str, Decimal] = {}

    def pad(self) -> PadView:
        """The pad for the read that is asked for."""
        return self._typing.view()

    def key(self, sign: str) -> PadView:
        """A sign was typed."""
        self._typing = self._typing.pressed(sign)
        return self.pad()

    def accept_typed(self) -> bool:
        """Take the read; True: the next one is asked for, False: both are there."""
        value = self._typing.value()
        if value is not None:
            self._reads[self._typing.key] = value
            if self._typing.key == CLOSING:
                self._typing = _asking(OPENING)
        return OPENING not in self._reads

    def confirm(self) -> ConfirmView:
        """Both reads, for a last look."""
        rows = tuple(WhyRow(words(f"meter_change.{key}"), _kwh(self._reads[key])) for key in (CLOSING, OPENING))
        return ConfirmView(
            SheetView(
                words("meter_change.confirm"),
                "",
                ButtonView(words("meter_change.join"), ButtonKind.PRIMARY),
                ButtonView(words("meter_change.cancel"), ButtonKind.OUTLINE),
            ),
            WhySheetView(words("meter_change.confirm"), words("meter_change.confirm_line"), rows),
        )

    def command(self) -> Command:
        """Join the history of both meters."""
        return ChangeMeter(int(self._reads[CLOSING] * 1000), int(self._reads[OPENING] * 1000))


def _asking(key: str) -> Typing:
    return Typing(
        key, words(f"meter_change.ask_{key}"), words(f"meter_change.ask_{key}_hint"), i18n.number(Decimal(0), 1)
    )


def _kwh(value: Decimal) -> str:
    return str(i18n.bill_energy(int(value * 1000)))
