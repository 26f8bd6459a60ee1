"""A device takes the place of another: what the customer wished of the old one holds for the new one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from devices.messages import DeviceKind, DeviceLeft, DeviceReady, Eui64, RadioChanged, RadioState, TemperatureRead
from devices.moment import Moment
from hemsapp.commands import NameDevice, SavePlan
from hemsapp.commissioning import ReplaceDevice
from hemsapp.domain.comfort.facts import KeptPlan
from hemsapp.domain.facts import Happened, Happening
from hemsapp.effects import ForgetDevice, Record
from hemsapp.engine import Engine, Settings
from hemsapp.plans import DEFAULT_PLAN
from tests.hemsapp.domain.world import SAMPLE, ZONE

OLD, NEW = (Eui64(f"00:0d:6f:00:0a:90:69:e{digit}") for digit in "78")
START = Moment(datetime(2026, 7, 13, 20, tzinfo=UTC), 100.0)
PLAN = replace(DEFAULT_PLAN, takes_part=frozenset())


def after(seconds: float) -> Moment:
    return Moment(START.utc + timedelta(seconds=seconds), START.monotonic_s + seconds)


def home(kind: DeviceKind = DeviceKind.THERMOSTAT, successor: DeviceKind = DeviceKind.THERMOSTAT) -> Engine:
    engine = Engine(Settings(ZONE, SAMPLE))
    engine.start(START)
    engine.receive(RadioChanged(RadioState.READY, "x"), after(1))
    for device, its_kind in ((OLD, kind), (NEW, successor)):
        engine.receive(DeviceReady(device, its_kind, "Acme", "T1"), after(2))
        engine.receive(TemperatureRead(device, 2300, 2500, 2000), after(3))
    engine.receive(NameDevice(OLD, "Bedroom"), after(4))
    engine.receive(SavePlan(OLD, PLAN), after(5))
    return engine


def test_name_and_plan_pass_to_the_new_one_and_the_old_one_is_let_go() -> None:
    """X-CHOICE: what a customer chose survives the device that it was chosen for."""
    engine = home()
    effects = engine.receive(ReplaceDevice(OLD, NEW), after(6))
    assert ForgetDevice(OLD) in effects
    kept = [fact for effect in effects if isinstance(effect, Record) for fact in effect.facts]
    assert KeptPlan(NEW, PLAN) in kept
    assert Happened.DEVICE_REPLACED in [fact.kind for fact in kept if isinstance(fact, Happening)]
    engine.receive(DeviceLeft(OLD), after(7))
    seen = engine.snapshot(after(8))
    assert [(device.device, device.name) for device in seen.devices] == [(NEW, "Bedroom")]
    (thermostat,) = seen.comfort.thermostats
    assert (thermostat.device, thermostat.plan) == (NEW, PLAN)


@pytest.mark.parametrize(
    ("engine", "wish", "why"),
    [
        (home(), ReplaceDevice(OLD, OLD), "not of this home"),
        (home(), ReplaceDevice(OLD, Eui64("00:0d:6f:00:0a:90:69:ff")), "not of this home"),
        (home(successor=DeviceKind.LOAD_SWITCH), ReplaceDevice(OLD, NEW), "same kind"),
        (home(DeviceKind.METER_GATEWAY, DeviceKind.METER_GATEWAY), ReplaceDevice(OLD, NEW), "registers"),
    ],
)
def test_what_cannot_be_replaced_stays_and_is_said(engine: Engine, wish: ReplaceDevice, why: str) -> None:
    effects = engine.receive(wish, after(6))
    assert not any(isinstance(effect, ForgetDevice) for effect in effects)
    seen = engine.snapshot(after(6))
    assert seen.refusal is not None
    assert why in seen.refusal.sentence
    assert len(seen.devices) == 2
