"""A device is called what people call it, wherever it is shown."""

from hemsapp.commands import NameDevice
from tests.hemsapp.test_history_wishes import home, refused


def test_a_name_holds_wherever_the_device_is_shown_and_after_a_restart() -> None:
    """users.md: people speak of rooms, not of models."""
    world = home(hours=1)
    device = world.seen().devices[0]
    world.hear(NameDevice(device.device, "  Chambre  d'Élise "))
    assert world.seen().devices[0].name == "Chambre d'Élise"
    world.kill()
    assert world.seen().devices[0].name == "Chambre d'Élise"
    world.hear(NameDevice(device.device, ""))
    assert world.seen().devices[0].name == device.name


def test_a_name_that_no_row_holds_is_refused_with_a_sentence() -> None:
    world = home(hours=1)
    device = world.seen().devices[0]
    world.hear(NameDevice(device.device, "x" * 33))
    assert refused(world) == "A name has at most 32 signs, all of which can be seen."
    assert world.seen().devices[0].name == device.name
