"""A day in a home where everything goes wrong, by one seed: events, people, bad lines, silences, kills, bad clocks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from devices.demand_response import DeviceClass, LoadControl
from hemsapp import commands
from hemsapp.plans import Policy
from tests.hemsapp.events_home import BEDROOM, HALL, METER, PCT, EventsHome, Faults

Act = Callable[[], None]
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
_ROOMS = (HALL, BEDROOM)
_FIRST = 100


class HomeDay:
    """One day, made of acts at random moments. `marks` are the faults and acts that it had."""

    def __init__(self, seed: int) -> None:
        self.home = home = EventsHome(
            seed=seed, policy=Policy.JA5 if seed % 3 else Policy.UC96_2007, devices=(HALL, BEDROOM, PCT)
        )
        self.dice = dice = home.dice
        self.marks: set[str] = set()
        self._next_id = _FIRST
        self._begin = home.now
        home.faults = Faults(
            lost=dice.choice([0.0, 0.0, 0.05, 0.15]),
            doubled=dice.choice([0.0, 0.1]),
            slow_s=dice.choice([0.0, 2.0, 20.0]),
        )
        acts: list[Act] = [self.announce, self.change, self.cancel, self.person, self.knob]
        acts += [self.kill, self.hush_thermostat, self.hush_meter, self.wrong_clock]
        weights = [5, 2, 2, 5, 2, 2, 2, 1, 1]
        for _ in range(dice.randint(6, 30)):
            act = dice.choices(acts, weights)[0]
            home.later(dice.uniform(120, DAY.total_seconds()), act)

    def live(self) -> EventsHome:
        """The day, then the rest after it; raises AssertionError where an invariant breaks."""
        self.home.run(DAY)
        self.home.settle()
        self.home.check()
        return self.home

    def announce(self) -> None:
        dice = self.dice
        self._next_id += 1
        start = self.home.now + timedelta(minutes=dice.choice([-10, 0, 1, 5, 30, 90]))
        event = LoadControl(
            METER,
            self._next_id,
            DeviceClass.HVAC,
            0,
            start,
            dice.choice([0, 1, 5, 15, 30, 60, 120]),
            dice.choice([2, 2, 2, 4, 7, 8]),
            cooling_offset_centi_c=dice.choice([None, 110, 220, 300, 2540]),
            is_start_randomised=dice.random() < 0.2,
        )
        self.home.announce(event)
        self.marks.add("announced")

    def _some(self) -> int | None:
        known = sorted(self.home.announced)
        return self.dice.choice(known) if known else None

    def change(self) -> None:
        if (key := self._some()) is not None:
            old = self.home.announced[key]
            assert old.start is not None
            shift = timedelta(minutes=self.dice.choice([-60, -10, 10, 60]))
            self.home.announce(replace(old, start=old.start + shift, duration_minutes=self.dice.choice([15, 60])))
            self.marks.add("changed")

    def cancel(self) -> None:
        if (key := self._some()) is not None:
            self.home.cancel(key)
            self.marks.add("cancelled")

    def person(self) -> None:
        key = self._some() or _FIRST
        device = self.dice.choice([*_ROOMS, None])
        wishes: list[commands.Command] = [
            commands.OptOut(key, device),
            commands.OptOut(key, device, "the display upstairs"),
            commands.OptIn(key, device),
            commands.TakeBreak(key, device, 10),
            commands.AnswerEvent(key, is_skipped=self.dice.random() < 0.5),
            commands.UndoOverride(),
            commands.ReturnNow(key),
            commands.CheckEvent(key),
            commands.StopPlan(key),
        ]
        wish = self.dice.choice(wishes)
        self.home.hear(wish)
        self.marks.add(type(wish).__name__)

    def knob(self) -> None:
        self.home.turn(self.dice.choice(_ROOMS), self.dice.choice([2150, 2333, 2450]))
        self.marks.add("knob")

    def kill(self) -> None:
        if not self.home.is_running:
            return
        if self.dice.random() < 0.5:
            self.home.kill()
        else:
            self.home.kill_after = self.dice.randint(0, 6)
        self.home.later(self.dice.choice([5, 60, 1800, 10_800]), self.again)
        self.marks.add("killed")

    def again(self) -> None:
        if self.home.is_running:
            self.home.kill()
        self.home.kill_after = None
        self.home.boot()

    def hush_thermostat(self) -> None:
        target = self.home.thermostats[self.dice.choice(_ROOMS)]
        target.is_silent = True

        def speak() -> None:
            target.is_silent = False
            self.home.ready(target)

        self.home.later(self.dice.choice([30, 600, 7200]), speak)
        self.marks.add("silent thermostat")

    def hush_meter(self) -> None:
        self.home.is_meter_silent = True

        def speak() -> None:
            self.home.is_meter_silent = False

        self.home.later(self.dice.choice([30, 600, 7200]), speak)
        self.marks.add("silent meter")

    def wrong_clock(self) -> None:
        """It starts with the wrong time, as after a flat battery; the meter will tell."""
        self.home.clock_error = timedelta(minutes=self.dice.choice([-1440, -60, -5, 5, 60]))
        self.again()
        self.marks.add("wrong clock")
