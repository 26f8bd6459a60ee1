"""What was typed when a session lapsed: kept for its user in that browser, once, and never sent by itself."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from devices.utility.web.unsent import LONGEST, MOST, Typed, Unsent
from tests.devices.utility.web.desk import TOM, Desk
from tests.devices.utility.web.world import RUTH, Browser

NOTE = "/console/accounts/1002/notes"


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


async def typed_and_away(desk: Desk, browser: Browser, **fields: str) -> str:
    """Ruth writes a note after a quarter of an hour at rest; the page that answers."""
    await browser.see("/console/accounts/1002")
    desk.run(timedelta(minutes=16).total_seconds())
    told = {"form_token": browser.token, "text": "rings in the evening", **fields}
    answer = await browser.post(NOTE, data=told, headers={"referer": f"{browser.base_url}/console/accounts/1002"})
    assert answer.status_code == 401
    return answer.text


async def again(desk: Desk, browser: Browser, name: str) -> str:
    """Sign in again in the same browser, and open the page."""
    await browser.sign_in(name)
    return (await browser.see("/console/accounts/1002")).text


async def test_a_note_is_there_again_once_and_was_not_sent(desk: Desk) -> None:
    """X-SECURITY"""
    async with desk.browser(RUTH) as browser:
        assert "so you were signed out" in await typed_and_away(desk, browser)
        assert "rings in the evening</textarea>" in await again(desk, browser, "Ruth")
        assert "rings in the evening" not in (await browser.see("/console/accounts/1002")).text


async def test_it_is_nobody_elses_and_nothing_is_kept_of_a_form_that_this_browser_was_not_given(desk: Desk) -> None:
    """X-SECURITY, X-MULTI-CLIENT"""
    async with desk.browser(RUTH) as browser:
        await typed_and_away(desk, browser)
        assert "rings in the evening" not in await again(desk, browser, TOM.name)
    async with desk.browser(RUTH) as browser:
        await browser.see("/console/accounts/1002")
        desk.run(timedelta(minutes=16).total_seconds())
        told = {"form_token": "0" * 64, "text": "from somebody else"}
        assert (await browser.post(NOTE, data=told)).status_code == 403
        assert "from somebody else" not in await again(desk, browser, "Ruth")


async def test_who_signed_out_is_not_told_that_they_were_away(desk: Desk) -> None:
    async with desk.browser(RUTH) as browser:
        await browser.see("/console/")
        session = browser.cookies["session"]
        await browser.fill("/sign-out")
        browser.cookies.set("session", session)
        assert "so you were signed out" not in (await browser.see("/console/")).text


def test_what_is_kept_is_bounded() -> None:
    unsent = Unsent()
    assert not unsent.keep("one", Typed("ruth", "/", {"text": "x" * (LONGEST + 1)}))
    assert not unsent.keep("one", Typed("ruth", "/", {"text": ""}))
    for number in range(MOST + 1):
        assert unsent.keep(f"session {number}", Typed("ruth", "/", {"text": "x"}))
    assert unsent.take("session 0", "/") == {}
    assert unsent.take("session 1", "/elsewhere") == {}
    assert unsent.take("session 1", "/") == {"text": "x"}
