"""X-STANDARD-DATA: one count of energy, told in recognised standards over several protocols and media.

Smart Energy 1.1 in the home (ZCL over Zigbee), the link of the utility (nouns of IEC 61968-9, CBOR and COSE, over MQTT
or within a process), Green Button for whoever the customer gives it to (NAESB ESPI 4.0, over HTTP).
"""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from zigpy.zcl.foundation import GeneralCommand, Status

from devices.green_button.feed import Block, Heading, Reading, write
from devices.green_button.words import Flow, ReadingQuality
from devices.se.metering import Metering
from devices.wan import codec
from devices.wan.rules import REQUIRED
from devices.wan.words import VERSION, Envelope, MeterConfig, Noun, Verb
from tests.devices.sim.meter.bench import NOON, MeterBench
from tests.devices.utility.test_meter_tests import Desk
from tests.devices.utility.test_with_meter import METER
from tests.devices.utility.world import ZONE

XSD = Path(__file__).parents[2] / "hemsapp" / "exchange" / "data" / "espi_4.0.xsd"
NAMES = {"a": "http://www.w3.org/2005/Atom", "e": "http://naesb.org/espi"}
IEC_61968_9 = {"EndDeviceControls", "EndDeviceEvents", "EndDeviceConfig", "MeterReadings", "MeterReadSchedule"}
LATER = 0x7FF0
"""An attribute that Smart Energy 1.1 does not know."""


def green_button(usage: dict[str, Any]) -> Any:
    """A day of the records as Green Button, read back by the schema of the standard alone."""
    day, step_s = usage["days"][0], usage["days"][0]["interval_minutes"] * 60
    start_s = int(day["start"].timestamp())
    known = [(start_s + n * step_s, wh) for n, wh in enumerate(day["values_wh"]) if wh is not None]
    readings = tuple(Reading(at_s, step_s, wh, ReadingQuality.RAW) for at_s, wh in known)
    local = NOON.astimezone(ZONE).date()
    block = Block(Flow.DELIVERED, local, known[0][0], step_s * len(known), readings)
    file = BytesIO()
    write(file, Heading("a meter", ZONE, local.year, (Flow.DELIVERED,), "urn:a-meter", NOON, step_s), [block])
    feed = etree.fromstring(file.getvalue())
    tree = etree.parse(XSD)
    for atom in tree.getroot().findall("{http://www.w3.org/2001/XMLSchema}import"):
        tree.getroot().remove(atom)
    schema = etree.XMLSchema(tree)
    for content in feed.iterfind("a:entry/a:content", NAMES):
        schema.assertValid(etree.fromstring(etree.tostring(content[0])))
    return feed


def test_what_a_meter_counted_is_told_alike_in_the_home_on_the_link_and_in_green_button() -> None:
    """X-STANDARD-DATA, X-TWO-WAY: three protocols, one number."""
    desk = Desk()
    desk.at_head_end("configure", to=[METER], report_minutes=60)
    desk.after(2 * 3600 + 10)
    number = desk.at_head_end("read", to=[METER])["read"]
    desk.after(3)
    (read,) = desk.at_head_end("reads", read=number)
    in_the_home = desk.bench.read(Metering, "current_summ_delivered", "multiplier", "divisor", "unit_of_measure")
    wh = (
        int(in_the_home["current_summ_delivered"])
        * int(in_the_home["multiplier"])
        * 1000
        // int(in_the_home["divisor"])
    )
    assert int(in_the_home["unit_of_measure"]) == 0  # kWh, as the cluster library counts
    assert 0 <= wh - read["reading"].delivered_wh <= 2  # a second or two at 2 kW
    usage = desk.ask("usage", meter=METER, day=NOON.astimezone(ZONE).date().isoformat())
    assert usage["total_wh"] == 4000
    feed = green_button(usage)
    assert [int(one.text) for one in feed.iterfind(".//e:IntervalReading/e:value", NAMES)] == [500] * 8
    (power,) = {one.text for one in feed.iterfind(".//e:ReadingType/e:powerOfTenMultiplier", NAMES)}
    (unit,) = {one.text for one in feed.iterfind(".//e:ReadingType/e:uom", NAMES)}
    assert (power, unit) == ("0", "72")  # watt-hours, as ESPI counts


def test_everything_on_the_link_is_about_a_noun_of_the_standard() -> None:
    assert {noun.value for noun in Noun} == IEC_61968_9
    assert {rule.noun for rule in REQUIRED.values() if rule.noun is not None} <= set(Noun)


def test_what_a_later_edition_adds_is_refused_by_name_and_the_rest_is_answered() -> None:
    """X-STANDARD-DATA: extensible, in the home."""
    answer = MeterBench(base_wh=5).general(Metering, GeneralCommand.Read_Attributes, attribute_ids=[LATER, 0x0000])
    later, summation = answer.status_records
    assert (int(later.attrid), later.status) == (LATER, Status.UNSUPPORTED_ATTRIBUTE)
    assert (summation.status, int(summation.value.value)) == (Status.SUCCESS, 5)


def test_a_later_version_of_the_link_is_named_and_not_guessed_at() -> None:
    """X-STANDARD-DATA: extensible, on the link; an envelope says its version."""
    body = MeterConfig(interval_minutes=15)
    order = (Verb.CHANGE, Noun.END_DEVICE_CONFIG, "m-1", "MS", METER, NOON, NOON + timedelta(minutes=5), 1)
    envelope = Envelope(*order, body)
    assert codec.decode(codec.encode(envelope)) == envelope
    with pytest.raises(codec.Undecodable, match=f"Version {VERSION + 1} is not spoken here"):
        codec.decode(codec.encode(replace(envelope, version=VERSION + 1)))
