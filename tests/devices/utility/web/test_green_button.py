"""The customer takes its data along (UC96.4.8: history is the customer's own)."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.devices.utility.web.homes import Home

XSD = Path(__file__).parents[3] / "hemsapp" / "exchange" / "data" / "espi_4.0.xsd"
NAMES = {"a": "http://www.w3.org/2005/Atom", "e": "http://naesb.org/espi"}


@pytest.fixture
def home() -> Iterator[Home]:
    home = Home()
    yield home
    home.close()


def schema() -> Any:
    tree = etree.parse(XSD)
    for atom in tree.getroot().findall("{http://www.w3.org/2001/XMLSchema}import"):
        tree.getroot().remove(atom)
    return etree.XMLSchema(tree)


async def test_a_green_button_file_of_the_site_is_valid_and_holds_every_interval_that_is_known(home: Home) -> None:
    browser = home.site.browser()
    await browser.sign_in()
    answer = await browser.see("/green-button?first=2026-07-12&last=2026-07-14")
    assert answer.headers["content-type"] == "application/atom+xml"
    assert answer.headers["content-disposition"] == 'attachment; filename="energy-2026-07-12-to-2026-07-14.xml"'
    feed = etree.parse(BytesIO(answer.content)).getroot()
    contents = [one[0] for one in feed.iterfind("a:entry/a:content", NAMES)]
    known = schema()
    for content in contents:
        known.assertValid(etree.fromstring(etree.tostring(content)))
    values = [int(one.text) for one in feed.iterfind(".//e:IntervalReading/e:value", NAMES)]
    assert len(values) == 2 * 96 + 52, "of the last day thirteen hours are known"
    assert sum(values[:96]) == 24_320
    blocks = feed.findall(".//e:IntervalBlock", NAMES)
    assert len(blocks) == 3


async def test_a_file_of_too_many_days_or_of_nobody_is_refused_in_a_sentence(home: Home) -> None:
    browser = home.site.browser()
    path = "/green-button?first=2024-01-01&last=2026-07-14"
    assert (await browser.see(path)).status_code == 401
    await browser.sign_in()
    answer = await browser.see(path)
    assert answer.status_code == 400
    assert "1 to 400 days" in answer.text
    assert (await browser.see("/green-button?first=2026-07-14&last=2026-07-12")).status_code == 400
