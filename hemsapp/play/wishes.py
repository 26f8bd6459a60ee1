"""What a person does in a scenario, as the command that the touch of a screen would make of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from devices.messages import Eui64
from devices.sim.actions import Person, Wish
from devices.sim.event_phrases import Choice, Chooses, Plans, Policy
from hemsapp import commands
from hemsapp.commands import Command
from hemsapp.plans import Plan, Saving
from hemsapp.plans import Policy as Profile
from hemsapp.snapshot import Snapshot

Rooms = Mapping[str, Eui64]


def wish(action: Person, snapshot: Snapshot) -> Command:  # noqa: PLR0911 - a table
    """A person's wish about money, clock, meter or message. Raises AssertionError if it cannot be wished for."""
    match action.wish, action.value:
        case Wish.STARTS_BILL, date() as day:
            return commands.StartBill(day)
        case Wish.SETS_CLOCK, datetime() as utc:
            return commands.SetClock(utc)
        case Wish.FOLLOWS_METER_CLOCK, _:
            return commands.SetClock(None)
        case (Wish.SAYS_METER_REPLACED | Wish.SAYS_METER_SAME) as said, _:
            return commands.AnswerMeterReplaced(is_replaced=said is Wish.SAYS_METER_REPLACED)
        case (Wish.USES_PUBLISHED_PRICES | Wish.USES_STORED_PRICES) as used, _:
            is_published = used is Wish.USES_PUBLISHED_PRICES
            source = commands.PriceSource.PUBLISHED if is_published else commands.PriceSource.STORED
            return commands.ChoosePriceSource(source)
        case Wish.CONFIRMS_MESSAGE, _:
            unread = [text for text in snapshot.texts if not text.is_acknowledged]
            assert unread, "there is no message to confirm"
            return commands.AcknowledgeText(unread[0].message_id)
        case Wish.SEES_LOW_BATTERY, _:
            news = [each.device for each in snapshot.devices if each.battery is not None and each.battery.is_news]
            assert news, "no battery is low"
            return commands.AcknowledgeBattery(news[0])
    raise AssertionError(f"{action.wish.value}: that needs a screen")


def choice(action: Chooses, rooms: Rooms) -> Command:
    """A person's choice about an event. Raises AssertionError for a room that is not there."""
    return _CHOICES[action.choice](action, None if action.room is None else device(action.room, rooms))


def _number(action: Chooses) -> int:
    assert action.issuer_event_id is not None
    return action.issuer_event_id


def _set(action: Chooses, room: Eui64 | None) -> Command:
    assert room is not None
    return commands.SetRoomTemperature(room, action.centi_c or 0)


_CHOICES: dict[Choice, Callable[[Chooses, Eui64 | None], Command]] = {
    Choice.KEEPS: lambda action, _: commands.AnswerEvent(_number(action), is_skipped=False),
    Choice.SKIPS: lambda action, _: commands.AnswerEvent(_number(action), is_skipped=True),
    Choice.OPTS_OUT: lambda action, room: commands.OptOut(_number(action), room),
    Choice.OPTS_IN: lambda action, room: commands.OptIn(_number(action), room),
    Choice.EASES: lambda action, room: commands.Ease(_number(action), room, action.centi_c or 0),
    Choice.BREAKS: lambda action, room: commands.TakeBreak(_number(action), room, action.minutes or 0),
    Choice.UNDOES: lambda _action, _room: commands.UndoOverride(),
    Choice.STOPS: lambda action, _: commands.StopPlan(_number(action)),
    Choice.CHECKS: lambda action, _: commands.CheckEvent(_number(action)),
    Choice.SETS: _set,
    Choice.PRACTISES: lambda action, _: commands.Practise(action.minutes or 10),
}


def policy(action: Policy) -> Command:
    """The installer chooses the policy profile."""
    return commands.ChoosePolicy(policy=Profile(action.name))


def plan(action: Plans, rooms: Rooms, snapshot: Snapshot) -> Command:
    """A person edits the plan of one room."""
    room = device(action.room, rooms)
    plans = {each.device: each.plan for each in snapshot.comfort.thermostats}
    plans |= {each.device: each.plan for each in snapshot.comfort.switches}
    before = plans.get(room)
    assert before is not None, f"the kiosk knows no plan for {action.room}"
    return commands.SavePlan(room, _planned(action, before))


def _planned(action: Plans, before: Plan) -> Plan:
    after = before
    if action.critical_offset_centi_c is not None:
        after = replace(after, critical_offset_centi_c=action.critical_offset_centi_c)
    if action.emergency_offset_centi_c is not None:
        after = replace(after, emergency_offset_centi_c=action.emergency_offset_centi_c)
    if action.highest_centi_c is not None:
        after = replace(after, highest_centi_c=action.highest_centi_c)
    if action.saving is not None:
        after = replace(after, saving=Saving(action.saving))
    if action.takes_part is not None:
        every = frozenset({"critical peak", "demand bidding", "emergency", "custom"})
        after = replace(after, takes_part=every if action.takes_part else frozenset())
    return after


def device(room: str, rooms: Rooms) -> Eui64:
    """The device in a room. Raises AssertionError."""
    assert room in rooms, f"there is no {room} here; there are {', '.join(rooms)}"
    return rooms[room]
