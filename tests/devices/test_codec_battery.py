"""Power Configuration: half percents, tenths of a volt, alarms; what is invalid or absent is unknown, never zero."""

import pytest

from devices.codec import battery_read, decode_frame
from devices.messages import BatteryRead, Eui64, Malformed
from devices.se import profile

HALL = Eui64("00:0d:6f:00:0a:90:69:e8")


def test_a_report_of_a_battery_is_one_message() -> None:
    """C1NFR13.4"""
    frame = bytes.fromhex("18010a" + "2000 20 17" + "2100 20 19" + "3e00 1b 01000000")
    assert decode_frame(HALL, profile.POWER_CONFIGURATION, frame, None) == (
        BatteryRead(HALL, percent=12, voltage_mv=2300, is_alarmed=True),
    )


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ({0x0021: 0xFF, 0x0020: 0xFF}, None),
        ({0x0021: 201}, None),
        ({0x0021: 0}, BatteryRead(HALL, percent=0)),
        ({0x0020: 0}, None),  # a device without the measurement says zero
        ({0x0020: 29, 0x0034: 15, 0x0033: 2}, BatteryRead(HALL, voltage_mv=2900, rated_mv=3000)),
        ({0x0034: 15}, BatteryRead(HALL, rated_mv=1500)),
        ({0x003E: 0x40000000}, BatteryRead(HALL, is_alarmed=False)),  # mains, not the first battery
        ({}, None),
    ],
)
def test_what_is_invalid_or_absent_is_unknown(records: dict[int, int], message: BatteryRead | None) -> None:
    """C1NFR13.4: unknown is never zero"""
    assert battery_read(HALL, records) == message


def test_a_torn_report_is_data_and_no_mistake() -> None:
    (message,) = decode_frame(HALL, profile.POWER_CONFIGURATION, bytes.fromhex("18010a 2100 20"), None)
    assert isinstance(message, Malformed)
