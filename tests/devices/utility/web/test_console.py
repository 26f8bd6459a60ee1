"""The staff's console: one utility with four homes, one of which is at fault, and what each role sees of it."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from devices.utility.access import Principal
from devices.utility.ms.downloads import Terms
from devices.utility.web.said import UNKNOWN
from devices.wan.download_words import DownloadKind, DownloadStage, DownloadTold
from devices.wan.journal import Noted
from devices.wan.meter_words import (
    DeviceLink,
    Done,
    Found,
    MeterCheck,
    MeterRecovery,
    MeterTest,
    MeterTestResult,
    RecoveryAction,
    RecoveryResult,
)
from devices.wan.parcels import Packed, described
from devices.wan.words import Readings
from tests.devices.utility.web.desk import ADA, OLIVER, PAULA, RUTH, TOM, Desk
from tests.devices.utility.web.world import MARIA, Browser
from tests.devices.utility.world import THERMOSTAT, ZONE

REFRESH = re.compile(r'http-equiv="refresh" content="2;url=([^"]+)"')


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One fault for every test; whoever changes something looks at that alone."""
    desk = Desk()
    desk.event = desk.fault()
    seen(desk, RUTH, "/console/")  # the thread that checks passwords lives as long as the desk does
    yield desk
    desk.close()


def seen(desk: Desk, who: Principal, *paths: str) -> list[tuple[int, str]]:
    async def look() -> list[tuple[int, str]]:
        async with desk.browser(who) as browser:
            answers = [await browser.see(path) for path in paths]
            return [(one.status_code, " ".join(one.text.split())) for one in answers]

    return asyncio.run(look())


async def follow(browser: Browser, path: str, **fields: Any) -> str:
    """Fill in a form, and where it leads."""
    answer = await browser.fill(path, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def pages(desk: Desk) -> tuple[str, ...]:
    own = f"/console/accounts/1002/events/{desk.event}"
    return ("/console/accounts/1002", own, "/console/accounts/1002/usage", "/console/accounts/1002/tests/1")


def test_a_representative_finds_a_customer_and_opens_the_account(desk: Desk) -> None:
    """UC96.3.6: by name, address, phone, account or meter; that it was opened is noted."""
    queries = ("ana", "birch", "0177", "1002", "meter-2")
    found = seen(desk, RUTH, *(f"/console/?text={each}" for each in queries), "/console/accounts/1002", "/console/")
    assert all("Ana Alder" in text for _, text in found[:-1])
    assert "Jordan Reyes" not in found[0][1]
    assert 'lang="en-US"' in found[0][1]
    assert f"/console/accounts/1002/events/{desk.event}" in found[5][1]
    assert [one.detail for one in desk.utility.journal("CSS", Noted.ACCOUNT_OPENED)] == ["Ruth"]
    assert "events now or to come" in found[6][1]


def test_the_event_of_a_customer_shows_the_link_that_is_missing(desk: Desk) -> None:
    """UC96.3.7, C1FR15: the meter of that home did not start the event by its own clock."""
    (_, broken), (_, whole) = seen(desk, RUTH, pages(desk)[1], f"/console/accounts/1001/events/{desk.event}")
    assert "The first step that is missing: The meter started the event by its own clock.</strong>" in broken
    assert "No step is missing." in whole
    assert "control message" in whole


def test_an_event_tells_who_stands_where_and_who_was_not_notified(desk: Desk) -> None:
    """UC96.2.6, UC96.3.7: with the times of the attempts that failed."""
    (_, every), (_, failed), (status, _) = seen(
        desk, PAULA, f"/console/events/{desk.event}", f"/console/events/{desk.event}?state=failed", "/console/events/99"
    )
    assert all(f"meter-{number}" in every for number in (1, 2, 3, 4))
    assert "meter-3" in failed
    assert "meter-2" not in failed
    assert len(re.findall(r"\d\d?:\d\d:\d\d", failed)) >= 4
    assert status == 404


def test_a_meter_test_is_watched_read_and_mended_from_the_page(desk: Desk) -> None:
    """UC96.3.8, UC96.3.11, UC96.3.11.1, UC96.3.11.2, UC96.3.12: the home's radio hangs, and is restarted."""
    asyncio.run(_test_and_mend(desk))
    noted = {one.noted for one in desk.utility.journal("CSS")}
    assert {Noted.METER_TEST_ORDERED, Noted.METER_TEST_SHOWN, Noted.RECOVERY_ORDERED} <= noted
    (_, troubles), (_, file) = seen(desk, TOM, "/console/troubles", "/console/accounts/1002")
    assert "Meter test failed" in troubles
    assert "/console/accounts/1002/tests/" in file


async def _test_and_mend(desk: Desk) -> None:
    async with desk.browser(RUTH) as browser:
        await browser.see(pages(desk)[1])
        where = await follow(browser, "/console/accounts/1002/tests", meter="meter-2", event=str(desk.event))
        running = await browser.see(where)
        again = REFRESH.search(running.text)
        assert again, "the page looks again by itself, without a script"
        meter = desk.utility.meters["meter-2"]
        test = next(one for one in meter.heard.values() if isinstance(one, MeterTest))
        result = MeterTestResult(
            *(test.number, "meter-2", desk.utility.now, False),
            (
                Found(MeterCheck.UTILITY_LINK, True, "confirmed within 1 s"),
                Found(MeterCheck.HOME_DEVICES, False, "1 of 1 did not answer"),
            ),
            (DeviceLink(str(THERMOSTAT), False, None),),
            issuer_event_id=desk.event,
        )
        desk.utility.send("meter-2", [meter.created(result)])
        desk.run(3)
        failed = await browser.see(again[1].replace("&amp;", "&"))
        assert "The meter failed its test: devices of the home." in failed.text
        assert "1 of 1 did not answer" in failed.text
        assert not REFRESH.search(failed.text)
        assert (await browser.see(where.replace("1002", "1001"))).status_code == 404
        await browser.see(where)
        mending = await follow(browser, f"{where}/recover", actions="restart radio")
        assert REFRESH.search((await browser.see(mending)).text)
        order = next(one for one in meter.heard.values() if isinstance(one, MeterRecovery))
        assert order.actions == (RecoveryAction.RESTART_RADIO,)
        done = (Done(RecoveryAction.RESTART_RADIO, "the radio started anew"),)
        came = RecoveryResult(test.number, "meter-2", desk.utility.now, done, desk.event)
        desk.utility.send("meter-2", [meter.created(came)])
        desk.run(3)
        mended = await browser.see(mending)
        assert "the radio started anew" in mended.text
        assert not REFRESH.search(mended.text)


def test_trouble_is_taken_noted_and_closed(desk: Desk) -> None:
    """UC96.3.11.1: each step with who and when; what was closed cannot be taken."""

    async def look() -> list[str]:
        async with desk.browser(TOM) as browser:
            listed = await browser.see("/console/troubles?state=open")
            number = re.search(r"/console/troubles/(\d+)", listed.text)
            assert number
            path = number[0]
            await browser.see(path)
            await follow(browser, f"{path}/take")
            await follow(browser, f"{path}/note", text="<b>van</b> sent")
            await follow(browser, f"{path}/close", text="antenna replaced")
            refused = await browser.fill(f"{path}/take")
            assert refused.status_code >= 400
            return [(await browser.see(path)).text, (await browser.see("/console/troubles?state=closed")).text]

    step_by_step, closed = asyncio.run(look())
    assert "&lt;b&gt;van&lt;/b&gt; sent" in step_by_step
    assert "antenna replaced" in step_by_step
    assert "Tom" in step_by_step
    assert "/console/troubles/" in closed


def test_unauthorised_messages_are_among_the_alarms_and_a_note_is_kept(desk: Desk) -> None:
    """C1FR41"""

    async def look() -> str:
        async with desk.browser(RUTH) as browser:
            await browser.see("/console/accounts/1001")
            await follow(browser, "/console/accounts/1001/notes", text="rings in the evening")
            return (await browser.see("/console/accounts/1001")).text

    assert "rings in the evening" in asyncio.run(look())
    (_, alarms), (wrong, _), (unknown, _) = seen(
        desk, RUTH, "/console/alarms", "/console/support?code=00000O", "/console/support?code=K7M2QX"
    )
    assert "Unauthorised messages" in alarms
    assert "12 inbound in an hour" in alarms
    assert wrong == unknown == 404


def test_a_program_manager_orders_an_event_after_one_more_look_and_cancels_it(desk: Desk) -> None:
    """C1FR1"""

    async def order() -> tuple[str, str]:
        told = {"program": "critical peak", "to": "meter-4", "start": "+2h", "duration_minutes": "30", "price": "0.62"}
        async with desk.browser(PAULA) as browser:
            await browser.see("/console/orders/new")
            look = await browser.fill("/console/orders/new", **told, sure="look")
            assert "Is this right?" in look.text
            path = await follow(browser, "/console/orders/new", **told, sure="yes")
            shown = (await browser.see(path)).text
            await browser.see(path.replace("events", "orders") + "/cancel")
            await follow(browser, path.replace("events", "orders") + "/cancel")
            desk.run(3)
            return shown, (await browser.see("/console/events")).text

    shown, every = asyncio.run(order())
    assert "meter-4" in shown or "There is no event" in shown
    assert "cancelled" in every


def test_each_role_opens_its_pages_and_a_customer_none(desk: Desk) -> None:
    """C1FR17, X-MULTI-CLIENT: whatever the page, a customer is refused; nobody is sent in without signing in."""
    every = ("/console/", "/console/events", "/console/troubles", "/console/alarms", "/console/support")
    orders = ("/console/orders/new", f"/console/orders/{desk.event}/cancel")
    closed = (*every, *orders, *pages(desk), "/console/meters/meter-1", f"/console/events/{desk.event}")
    assert {status for status, _ in seen(desk, MARIA, *closed)} == {403}
    assert {status for status, _ in seen(desk, ADA, *orders, *pages(desk), "/console/support")} == {403}
    assert {status for status, _ in seen(desk, ADA, "/console/events", "/console/troubles", "/console/alarms")} == {200}
    assert {status for status, _ in seen(desk, RUTH, *orders)} == {403}
    assert {status for status, _ in seen(desk, PAULA, *pages(desk)[:1], "/console/support")} == {403}

    async def nobody() -> set[int]:
        async with desk.web.browser() as browser:
            return {(await browser.see(path)).status_code for path in closed}

    assert asyncio.run(nobody()) == {401}


def test_an_order_that_is_refused_keeps_what_was_typed_and_says_why(desk: Desk) -> None:
    """C1FR1"""

    async def order() -> tuple[int, str]:
        told = {"program": "critical peak", "to": "meter-9", "start": "+2h", "duration_minutes": "30", "price": "0.62"}
        async with desk.browser(PAULA) as browser:
            await browser.see("/console/orders/new")
            answer = await browser.fill("/console/orders/new", **told, sure="yes")
            return answer.status_code, answer.text

    status, text = asyncio.run(order())
    assert status == 400
    assert 'value="meter-9"' in text
    assert "meter-9" in re.findall(r'role="alert">([^<]+)', text)[0]


def test_a_customers_intervals_are_shown_by_day(desk: Desk) -> None:
    """UC96.3.7: a missing reading is never zero, and a day that is not over shows no hour to come."""
    since = desk.utility.now.replace(minute=0, second=0, microsecond=0)
    with desk.utility.mdms.links.transaction():
        desk.utility.mdms.intervals.put(Readings("meter-4", 0, since, 15, (250, 0, 125)))
    paths = ("/console/accounts/1001/usage", f"/console/accounts/1004/usage?day={since.astimezone(ZONE):%Y-%m-%d}")
    (unknown, unknown_text), (known, text) = seen(desk, RUTH, *paths)
    assert {unknown, known} == {200}
    assert "No interval of this day is known." in unknown_text
    assert f": {UNKNOWN}</h2>" in unknown_text
    assert "0.0 kWh" not in unknown_text
    assert "<tbody>" not in unknown_text
    assert "0.4 kWh</h2>" in text
    assert "3 of 96 intervals are known" in text
    assert re.findall(r">(\d\.\d\d kWh)<", text) == ["0.25 kWh", "0.00 kWh", "0.13 kWh"]
    assert 3 < text.count("<tr>") - 1 < 96
    assert "not received" in text
    assert "to come" not in text


def test_downloads_to_meters_are_watched_and_an_operator_cancels_one_with_a_reason(desk: Desk) -> None:
    """X-REMOTE-DOWNLOAD: each refusal with its reason; nobody but an operator stops it."""
    octets = b"an image"
    parcel = described(DownloadKind.FIRMWARE, (1, 2), 3, "1.5 <beta>", octets)
    with desk.utility.ms.links.transaction():
        meters, terms = ["meter-1", "meter-2"], Terms(reason="billing fix")
        desk.utility.ms.downloads.order(Packed(parcel, b"signed", octets), meters, terms, "Kim", desk.utility.now)
    desk.run(2)
    told = DownloadTold(
        *("meter-1", 1, desk.utility.now, DownloadStage.REFUSED, parcel.kind, 3, "1.5"), "another signer"
    )
    desk.utility.send("meter-1", [desk.utility.meters["meter-1"].created(told)])
    desk.run(2)
    (_, every), (_, shown), (status, _) = seen(
        desk, ADA, "/console/downloads", "/console/downloads/1", "/console/downloads/9"
    )
    assert "Firmware 1.5 &lt;beta&gt;" in every
    assert "refused 1" in every
    assert "another signer" in shown
    assert "billing fix" in shown
    assert "an event is near" in shown
    assert "Cancel it" not in shown
    assert status == 404
    assert seen(desk, PAULA, "/console/downloads")[0][0] == 403
    assert asyncio.run(_cancelled(desk, RUTH)) == 403
    assert asyncio.run(_cancelled(desk, OLIVER)) == 303
    (_, after) = seen(desk, OLIVER, "/console/downloads/1")[0]
    assert "wrong hardware" in after


async def _cancelled(desk: Desk, who: Principal) -> int:
    async with desk.browser(who) as browser:
        await browser.see("/console/downloads/1")
        return (await browser.fill("/console/downloads/1/cancel", reason="wrong hardware")).status_code
