"""A home's display signs in by itself, and is told what its account may know (UC96.4.3, X-MULTI-CLIENT)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from devices.utility.web.site import ADDRESS_TRIES
from devices.utility.web.tokens import MOST, TokenRefused
from tests.devices.utility.web.homes import Home
from tests.devices.utility.web.world import Browser


@pytest.fixture
def home() -> Iterator[Home]:
    home = Home()
    yield home
    home.close()


def display(home: Home, account: str = "1001") -> tuple[Browser, str]:
    token, secret = home.site.site.tokens.make(account, "Kitchen")
    return home.site.browser(authorization=f"Bearer {secret}"), token.id


async def test_a_display_signs_in_by_itself_and_is_told_usage_and_events_of_its_account(home: Home) -> None:
    """UC96.4.3, UC96.4.4"""
    event = home.order(60)
    machine, _ = display(home)
    account = (await machine.get("/api/v1/account")).json()
    assert (account["account"], account["meters"], account["zone"]) == ("1001", ["meter-1"], "America/Los_Angeles")
    usage = (await machine.get("/api/v1/usage?first=2026-07-12&last=2026-07-13")).json()
    assert [day["total_wh"] for day in usage["days"]] == [24_320, 24_320]
    assert usage["days"][0]["values_wh"][0] == 250
    (told,) = (await machine.get("/api/v1/events?phase=pending")).json()
    assert (told["event"], told["price"], told["hours"][0]["price"]) == (event, "0.62", "0.62")
    measured = (await machine.get(f"/api/v1/events/{event}")).json()
    assert (measured["event"], measured["reduction_wh"]) == (event, None)
    assert (await machine.get("/api/v1/green-button?first=2026-07-13&last=2026-07-13")).content.startswith(b"<?xml")
    assert ("display", "look", "GET /api/v1/account", "done") in [
        (name.split()[0], *rest) for name, *rest in home.site.done()
    ]


async def test_a_token_opens_no_other_account_no_page_and_nothing_after_it_is_taken_back_or_ended(home: Home) -> None:
    event = home.order(60)
    stranger, _ = display(home, "1002")
    assert (await stranger.get("/api/v1/events")).json() == []
    assert (await stranger.get(f"/api/v1/events/{event}")).status_code == 404
    assert (await stranger.get("/api/v1/account?account=1001")).json()["account"] == "1002"
    machine, token = display(home)
    assert (await machine.get("/usage")).status_code == 401
    assert home.site.site.tokens.take_back("1002", token) is False
    assert home.site.site.tokens.take_back("1001", token) is True
    answer = await machine.get("/api/v1/account")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]
    home.site.clock.at += timedelta(days=366)
    assert (await stranger.get("/api/v1/account")).status_code == 401


async def test_who_guesses_tokens_waits(home: Home) -> None:
    guesser = home.site.browser(authorization="Bearer hems_guess")
    for _ in range(ADDRESS_TRIES):
        assert (await guesser.get("/api/v1/account")).status_code == 401
    answer = await guesser.get("/api/v1/account")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_a_display_connects_with_a_code_that_is_good_once_and_takes_its_leave(home: Home) -> None:
    """UC96.4.3 "automatically": twelve digits that the customer is shown, typed on the display."""
    customer, display = home.site.browser(), home.site.browser()
    await customer.sign_in()
    await customer.see("/displays")
    page = (await customer.fill("/displays/code", label="Hall")).text
    (code,) = re.findall(r"\d{4} \d{4} \d{4}", page)
    assert "http://127.0.0.1:8096</span>" in page, "the address to type stands beside it"
    assert code not in (await customer.see("/displays")).text
    answer = await display.post("/api/v1/displays", headers={"authorization": f"Bearer {code}"})
    told = answer.json()
    assert (answer.status_code, told["account"], told["name"], told["label"]) == (200, "1001", "Maria Muñoz", "Hall")
    display.headers["authorization"] = f"Bearer {told['token']}"
    assert (await display.get("/api/v1/account")).status_code == 200
    again = await home.site.browser().post("/api/v1/displays", headers={"authorization": f"Bearer {code}"})
    assert (again.status_code, again.json()["error"][:27]) == (410, "That code was used already,")
    assert (await display.delete("/api/v1/displays")).status_code == 204
    assert (await display.get("/api/v1/account")).status_code == 401
    told_log = [one[1:] for one in home.site.done() if one[1] == "change"]
    assert [outcome for _, _, outcome in told_log] == ["made", "made with a code", "ended by the display"]


async def test_a_code_ends_after_ten_minutes_and_with_the_next_one_and_guessing_is_slow(home: Home) -> None:
    """X-SECURITY"""
    codes, display = home.site.site.codes, home.site.browser()

    async def tried(digits: str) -> int:
        return (await display.post("/api/v1/displays", headers={"authorization": f"Bearer {digits}"})).status_code

    first, second = codes.make("1001", "Hall"), codes.make("1001", "Hall")
    assert await tried(first.digits) == 410
    home.site.clock.at += timedelta(minutes=10)
    assert await tried(second.digits) == 410
    assert home.site.site.tokens.of("1001") == []
    for _ in range(ADDRESS_TRIES - 2):
        assert await tried("000000000000") == 401
    assert await tried(codes.make("1001", "Hall").digits) == 429
    with pytest.raises(TokenRefused):
        codes.make("1001", " ")


async def test_what_cannot_be_read_or_told_is_a_sentence_in_json(home: Home) -> None:
    machine, _ = display(home)
    for path, status in (
        ("/api/v1/usage?first=x&last=2026-07-13", 422),
        ("/api/v1/usage?first=2026-07-13&last=2026-07-12", 400),
        ("/api/v1/events/0", 422),
        ("/api/v1/nothing", 404),
    ):
        answer = await machine.get(path)
        assert answer.status_code == status, path
        assert answer.json()["error"]


async def test_the_api_describes_itself_and_nothing_but_itself(home: Home) -> None:
    described = (await home.site.browser().get("/api/v1/openapi.json")).json()
    assert {path.split("/")[1] for path in described["paths"]} == {"api"}
    assert "HTTPBearer" in described["components"]["securitySchemes"]
    assert all("security" in operation for one in described["paths"].values() for operation in one.values())


async def test_a_customer_makes_a_token_sees_it_once_and_takes_it_back(home: Home) -> None:
    browser = home.site.browser()
    await browser.sign_in()
    await browser.see("/displays")
    page = (await browser.fill("/displays", label="Kitchen <b>")).text
    (secret,) = re.findall(r"hems_[\w-]{43}", page)
    assert "Kitchen &lt;b&gt;" in page
    assert home.site.site.tokens.principal(secret) is not None
    again = (await browser.see("/displays")).text
    assert secret not in again
    (token,) = re.findall(r"/displays/(\w+)/take-back", again)
    assert (await browser.fill(f"/displays/{token}/take-back")).status_code == 303
    assert home.site.site.tokens.principal(secret) is None
    assert (await browser.fill(f"/displays/{token}/take-back")).status_code == 404
    assert (await browser.fill("/displays", label=" ")).status_code == 400
    for _ in range(MOST):
        home.site.site.tokens.make("1001", "Hall")
    with pytest.raises(TokenRefused):
        home.site.site.tokens.make("1001", "Hall")
