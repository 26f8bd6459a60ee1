"""Numbers and moments as a page says them, in the words of a language and the utility's own time zone.

Energy is integer Wh, money `Decimal` dollars, moments aware; what is unknown is a dash, never zero.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from devices.utility.web.words import Words

UNKNOWN = "\u2013"


class Said:
    """How things are said to one reader."""

    def __init__(self, words: Words, zone: ZoneInfo) -> None:
        self._words, self.zone = words, zone

    unknown = UNKNOWN

    def kwh(self, wh: int | None, places: int = 1) -> str:
        """Energy in kWh."""
        return UNKNOWN if wh is None else self._words("said.kwh", number=self.number(Decimal(wh) / 1000, places))

    def number(self, value: Decimal, places: int) -> str:
        """A number with that many places, in the language's own marks."""
        exact = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        text = f"{abs(exact):,.{places}f}"
        point, group = self._words("said.decimal_point"), self._words("said.group")
        text = text.replace(",", "\0").replace(".", point).replace("\0", group)
        return f"\u2212{text}" if exact < 0 else text

    def money(self, dollars: Decimal | str | None) -> str:
        """An amount of money."""
        if dollars is None:
            return UNKNOWN
        amount = Decimal(dollars)
        sign = "\u2212" if amount < 0 else ""
        return self._words("said.money", sign=sign, number=self.number(abs(amount), 2))

    def price(self, dollars: Decimal | str | None) -> str:
        """A price of a kWh: cents, with a tenth where it has one."""
        if dollars is None:
            return UNKNOWN
        cents = Decimal(dollars) * 100
        return self._words("said.price", number=self.number(cents, 0 if cents == cents.to_integral() else 1))

    def percent(self, share: float | Decimal | None) -> str:
        """A share of one, in whole per cent."""
        return UNKNOWN if share is None else self._words("said.percent", number=f"{Decimal(str(share)) * 100:.0f}")

    def time(self, at: datetime | str | None) -> str:
        """The time of day."""
        if at is None or at == "":
            return UNKNOWN
        local = self.local(at)
        hour = local.hour % 12 or 12
        half = self._words("said.am" if local.hour < 12 else "said.pm")
        return self._words("said.time", hour=hour, hour24=local.hour, minute=f"{local.minute:02}", half=half)

    def hour(self, at: datetime | str) -> str:
        """A full hour, as an axis has room for it."""
        local = self.local(at)
        half = self._words("said.am" if local.hour < 12 else "said.pm")
        return self._words("said.hour", hour=local.hour % 12 or 12, hour24=local.hour, half=half)

    def day(self, day: date | datetime | str | None) -> str:
        """A day with its weekday."""
        if day is None or day == "":
            return UNKNOWN
        on = self._date(day)
        weekday, month = self._words(f"said.weekday.{on.weekday()}"), self._words(f"said.month.{on.month}")
        return self._words("said.day", weekday=weekday, day=on.day, month=month)

    def moment(self, at: datetime | str | None) -> str:
        """A day and a time."""
        return UNKNOWN if not at else self._words("said.moment", day=self.day(at), time=self.time(at))

    def seconds(self, at: datetime | str | None) -> str:
        """The time of day to the second, as a record has it."""
        return UNKNOWN if not at else f"{self.local(at):%H:%M:%S}"

    def span(self, start: datetime | str | None, end: datetime | str | None) -> str:
        """From one time to another."""
        return self._words("said.span", start=self.time(start), end=self.time(end))

    def duration(self, lasting: timedelta) -> str:
        """Hours and minutes."""
        hours, minutes = divmod(round(lasting.total_seconds()) // 60, 60)
        if not hours:
            return self._words("said.minutes", minutes=minutes)
        return self._words("said.hours_minutes" if minutes else "said.hours", hours=hours, minutes=minutes)

    def local(self, at: datetime | str) -> datetime:
        """A moment in the utility's zone; a text is ISO 8601."""
        return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(self.zone)

    def _date(self, day: date | datetime | str) -> date:
        if isinstance(day, str):
            return date.fromisoformat(day) if len(day) == 10 else self.local(day).date()
        return self.local(day).date() if isinstance(day, datetime) else day
