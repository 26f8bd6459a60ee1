"""What the person wishes: each command changes the home, and says what is to be kept of it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from devices.han import ConfirmText
from devices.moment import Moment
from hemsapp import commands
from hemsapp.commands import ClockSource, PriceSource
from hemsapp.domain import preferences, roll_call
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import DISPLAY, Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.domain.long_work import LongWork
from hemsapp.domain.orders import Errand, Orders
from hemsapp.effects import Effect, StepClock
from hemsapp.manners import Refused
from hemsapp.saying import say
from hemsapp.work import Task, WorkKind

Taker = Callable[[Any, Moment], Iterable[Fact] | None]


class Wishes:
    """Takes commands; `effects` are performed after the facts are kept."""

    def __init__(self, home: Home, orders: Orders, long_work: LongWork) -> None:
        self.effects: list[Effect] = []
        self._long_work = long_work
        self._home = home
        self._orders = orders
        self.takers: dict[type, Taker] = {
            commands.StartBill: self._start_bill,
            commands.SetBillDay: self._set_bill_day,
            commands.ChoosePriceSource: self._choose_price_source,
            commands.SetClock: self._set_clock,
            commands.SetTheme: lambda command, at: self._prefer("theme", command.theme.value, at),
            commands.SetManners: self._set_manners,
            commands.NameDevice: self._name_device,
            commands.Welcome: lambda command, at: self._prefer("role", command.role.value, at),
            commands.AnswerMeterReplaced: self._answer_meter_replaced,
            commands.RunCheck: self._run_check,
            commands.AcknowledgeBattery: self._acknowledge_battery,
            commands.AcknowledgeLeak: self._acknowledge_leak,
            commands.AcknowledgeText: self._acknowledge_text,
        }

    def _prefer(self, name: str, value: str, at: Moment, kind: Happened = Happened.PREFERENCE_CHANGED) -> list[Fact]:
        self._home.preferences, fact = preferences.changed(self._home.preferences, name, value)
        return [fact, Happening(at.utc, kind, f"{name}: {value}")]

    def _set_manners(self, command: commands.SetManners, at: Moment) -> list[Fact]:
        try:
            told = command.manners.checked()
        except Refused as error:
            return self._refuse(at, str(error))
        before = preferences.written(self._home.preferences.manners)
        now = preferences.written(told)
        return [fact for name in now if now[name] != before[name] for fact in self._prefer(name, now[name], at)]

    def _name_device(self, command: commands.NameDevice, at: Moment) -> list[Fact]:
        try:
            fact = self._home.household.call(command.device, command.name)
        except Refused as error:
            return self._refuse(at, str(error))
        if fact is None:
            return []
        return [fact, Happening(at.utc, Happened.PREFERENCE_CHANGED, f"{command.device} is called {fact.value}")]

    def _refuse(self, at: Moment, why: str) -> list[Fact]:
        self._home.refuse(why, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, why)]

    def _start_bill(self, command: commands.StartBill, at: Moment) -> list[Fact]:
        usual = self._home.usual_day
        dates = self._home.start_bill(command.read_date)
        since = min(each.date for each in dates) - timedelta(days=1)
        self._bills_changed(None if self._home.usual_day != usual else since, at)
        return [
            *dates,
            *self._home.closed_bills(),
            Happening(at.utc, Happened.BILL_STARTED, f"the meter was read on {command.read_date}"),
        ]

    def _set_bill_day(self, command: commands.SetBillDay, at: Moment) -> list[Fact]:
        if not 1 <= command.day <= 31:
            return self._refuse(at, say("a bill day is 1 to 31, not {day}", day=command.day))
        facts = self._prefer("bill_day", str(command.day), at, Happened.BILL_DAY_SET)
        self._bills_changed(None, at)
        return [*facts, *self._home.closed_bills()]

    def _bills_changed(self, since: date | None, at: Moment) -> None:
        """Bills from `since` on (None: all) have other dates: so have their tiers, in the store as well."""
        home = self._home
        home.set_period(seconds(at.utc))
        home.usage.extend_history()
        home.rating.settle()
        self._orders.is_profile_wanted = True
        if home.has_older_history and (since is None or since < home.first_bill):
            self._long_work.owe(Task(WorkKind.RE_RATE, start=since, end=home.first_bill), at)

    def _choose_price_source(self, command: commands.ChoosePriceSource, at: Moment) -> list[Fact]:
        facts = self._prefer("price_source", command.source.value, at, Happened.PRICE_SOURCE_CHOSEN)
        self._home.ledger.switch(seconds(at.utc), is_published=command.source is PriceSource.PUBLISHED)
        return facts

    def _set_clock(self, command: commands.SetClock, at: Moment) -> list[Fact]:
        self.effects.append(StepClock(command.utc))
        source = ClockSource.METER if command.utc is None else ClockSource.HAND
        if command.utc is None:
            self._orders.want(Errand.TIME, at.monotonic_s)
        return self._prefer("clock_source", source.value, at, Happened.CLOCK_STEPPED)

    def _answer_meter_replaced(self, command: commands.AnswerMeterReplaced, at: Moment) -> list[Fact]:
        facts: list[Fact] = [*self._home.usage.answer(command.is_replaced, at)]
        if command.is_replaced and facts:
            self._orders.begin(at.monotonic_s)
            self._orders.is_profile_wanted = True
        return facts

    def _run_check(self, command: commands.RunCheck, at: Moment) -> None:
        home = self._home
        asked = [each for each in home.household.askable() if command.device in (None, each)]
        self.effects += roll_call.ask(home.roll_call, asked, self._orders.number, at)
        if home.usage.meter is not None and command.device in (None, home.usage.meter):
            self._orders.begin(at.monotonic_s)
            self._orders.is_profile_wanted = True

    def _acknowledge_battery(self, command: commands.AcknowledgeBattery, at: Moment) -> list[Fact]:
        device = command.device or DISPLAY
        kept = self._home.household.batteries.acknowledge(device)
        if not kept:
            return []
        return [*kept, Happening(at.utc, Happened.NOTICE_SEEN, f"{self._home.household.name_of(device)}: battery low")]

    def _acknowledge_leak(self, command: commands.AcknowledgeLeak, at: Moment) -> list[Fact]:
        kept = self._home.household.volumes.acknowledge(command.device)
        if not kept:
            return []
        return [*kept, Happening(at.utc, Happened.NOTICE_SEEN, f"{self._home.household.name_of(command.device)}: leak")]

    def _acknowledge_text(self, command: commands.AcknowledgeText, at: Moment) -> list[Fact]:
        text = self._home.texts.acknowledge(command.message_id, at.utc)
        if text is None:
            return []
        if text.is_confirmation_required:
            self._orders.confirm(ConfirmText(text.device, text.message_id, at.utc), at.monotonic_s)
        return [text, Happening(at.utc, Happened.TEXT_ACKNOWLEDGED, f"text {text.message_id} was read")]
