"""Models of the field in objects: what each does otherwise, as public quirk tables tell (users.md 18, C1FR37)."""

from datetime import UTC, datetime, timedelta

import pytest

from devices.demand_response import SetTemperature, ThermostatMode
from devices.messages import Delivered, DeviceReady, Message, TemperatureRead, Undelivered
from devices.moment import Moment
from devices.se.profile import PROFILE_ID
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.thermostat_node import MAKES
from devices.thermostat_models import MODELS, PLAIN, model_of

START = Moment(datetime(2026, 7, 14, 16, 0, tzinfo=UTC), 0.0)


class Street:
    """One thermostat of the field, in objects."""

    def __init__(self, kind: str) -> None:
        self.messages: list[Message] = []
        self.han = DirectHan(make_nodes([kind], seed=3, start=START, profile_id=PROFILE_ID, state=None), START)
        (self.device,) = self.han.nodes
        self.han.connect(self.messages.append)

    def order(self, number: int, **points: int) -> Message:
        self.han.send(number, SetTemperature(self.device, **points))
        return next(each for each in reversed(self.messages) if isinstance(each, Delivered | Undelivered))

    def shown(self) -> TemperatureRead:
        return next(each for each in reversed(self.messages) if isinstance(each, TemperatureRead))

    def live(self, minutes: float) -> None:
        now = self.han.now
        self.han.advance(Moment(now.utc + timedelta(minutes=minutes), now.monotonic_s + minutes * 60))


@pytest.mark.parametrize("kind", MAKES)
def test_each_model_of_the_field_is_known_by_its_name_and_source(kind: str) -> None:
    street = Street(kind)
    ready = next(each for each in street.messages if isinstance(each, DeviceReady))
    known = model_of(ready.manufacturer, ready.model)
    assert known in MODELS
    assert "/" in known.source
    assert (known.is_heat_only, known.is_sleepy) == (MAKES[kind].quirks.is_heat_only, MAKES[kind].poll_s is not None)


def test_a_name_is_known_however_it_is_padded() -> None:
    assert model_of("Danfoss\x00", " etrv0103") is not PLAIN
    assert model_of("Sierra Comfort", "PT-10") is PLAIN


def test_the_dead_band_is_told_and_refused_within() -> None:
    """C1FR37: minimum set point dead band"""
    street = Street("zen-01")
    assert street.shown().dead_band_centi_c == 200
    heating = street.shown().heating_set_point_centi_c or 0
    assert isinstance(street.order(1, cooling_centi_c=heating + 200), Delivered)
    refused = street.order(2, cooling_centi_c=heating + 100)
    assert isinstance(refused, Undelivered)
    assert "keeps cooling" in refused.why


def test_half_degrees_are_kept_and_are_what_was_ordered() -> None:
    street = Street("sinope-th1123zb")
    assert isinstance(street.order(1, heating_centi_c=2022), Delivered)
    shown = street.shown()
    assert (shown.heating_set_point_centi_c, shown.cooling_set_point_centi_c, shown.mode) == (
        2000,
        None,
        ThermostatMode.HEAT,
    )


def test_a_schedule_of_its_own_puts_back_what_stood_there() -> None:
    """users.md 18: own schedule overwrites the set point some minutes later"""
    street = Street("schedule-thermostat")
    before = street.shown().heating_set_point_centi_c
    assert isinstance(street.order(1, heating_centi_c=1300), Delivered)
    street.live(1)
    assert street.shown().heating_set_point_centi_c == 1300
    street.live(4)
    shown = street.shown()
    assert shown.heating_set_point_centi_c == round((before or 0) / 50) * 50
    assert shown.source is None
