"""What a person reads on the kiosk's pages, as the values that a scenario names."""

import re
from decimal import Decimal

from devices.moment import Moment
from devices.sim.actions import Quantity
from hemsapp.snapshot import Snapshot, freshness
from ui.i18n import UNKNOWN, words
from ui.presenters.home import HomePresenter, HomeView
from ui.presenters.messages import MessagesPresenter

Shown = Decimal | str | bool | None

_KILO = 1000
_NUMBER = re.compile(r"[^\d.\N{MINUS SIGN}]")


class Screen:
    """Home and Messages, as they would be painted."""

    def __init__(self) -> None:
        self._home = HomePresenter()
        self._messages = MessagesPresenter()

    def shows(self, quantity: Quantity, snapshot: Snapshot, now: Moment) -> Shown:  # noqa: C901, PLR0911 - a table
        """Energy in Wh, power in W, money in dollars, words; None where a dash or nothing is shown."""
        home = self._home.present(snapshot, now)
        price, today, bill, tier = home.rows
        match quantity:
            case Quantity.DEMAND:
                return _number(home.hero.second, _KILO)
            case Quantity.COST_PER_HOUR:
                return _number(home.hero.number)
            case Quantity.PRICE:
                return _number(price.main, Decimal("0.01"))
            case Quantity.LEVEL:
                return home.arch.level.value if home.arch.level else None
            case Quantity.TODAY:
                return _number(today.amount, _KILO)
            case Quantity.BILL:
                return _number(bill.amount, _KILO)
            case Quantity.TIER:
                return _tier(tier.label)
            case Quantity.FRESHNESS:
                return freshness(snapshot.power.heard, now).value
            case Quantity.RADIO:
                return snapshot.link.radio.value
            case Quantity.MESSAGE:
                cards = self._messages.present(snapshot, now).cards
                return next((t.text for t in snapshot.texts if cards and t.message_id == cards[0].message_id), None)
            case Quantity.BATTERY:
                return _battery(snapshot)
            case Quantity.QUESTION:
                return _is_asking(home)


def _battery(snapshot: Snapshot) -> str | None:
    """What the first battery of the home is called."""
    first = next((device.battery for device in snapshot.devices if device.battery is not None), None)
    return None if first is None else "low" if first.is_low else "charged"


def _number(text: str, unit: int | Decimal = 1) -> Decimal | None:
    """A number as it is painted: `$1,234.50`, `24.6¢`."""
    digits = _NUMBER.sub("", text).replace("\N{MINUS SIGN}", "-")
    return None if text == UNKNOWN or not digits.strip("-") else Decimal(digits) * unit


def _tier(label: str) -> Decimal | None:
    found = re.search(r"\d+", label)
    return Decimal(found[0]) if found else None


def _is_asking(home: HomeView) -> bool:
    return home.notice is not None and home.notice.card.title == words("notice.question")
