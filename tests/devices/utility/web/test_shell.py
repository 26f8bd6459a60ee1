"""Signing in, staying in and being shown out."""

from collections.abc import Iterator

import pytest

from devices.utility.access import Principal, UserRole
from devices.utility.web.passwords import PasswordRefused, checked
from devices.utility.web.rooms import MS, RoomsAway
from devices.utility.web.site import ACCOUNT_TRIES, ADDRESS_TRIES
from devices.utility.web.users import UserRefused
from devices.utility.web.visit import local_path
from devices.utility.web.words import LANGUAGES, language, words
from tests.devices.utility.web.world import MARIA, PASSWORD, START, World


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


async def test_a_customer_signs_in_and_out_and_the_session_is_dead_even_with_its_cookie(world: World) -> None:
    """UC96.4.3, UC96.4.9."""
    browser = world.browser()
    assert (await browser.see("/probe")).status_code == 401
    answer = await browser.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    session = browser.cookies["session"]
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=lax" in answer.headers["set-cookie"].lower()
    page = await browser.see("/probe")
    assert page.status_code == 200
    assert "1001" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert (await browser.fill("/sign-out")).headers["location"] == "/signed-out"
    browser.cookies.set("session", session)
    assert (await browser.see("/probe")).status_code == 401
    assert [(name, what) for name, what, *_ in world.done()] == [
        ("maria", "sign-in"),
        ("maria", "look"),
        ("maria", "sign-out"),
    ]


async def test_a_wrong_password_and_an_unknown_name_are_answered_alike(world: World) -> None:
    browser = world.browser()
    wrong = await browser.sign_in(password="not the password")
    unknown = await browser.sign_in(name="nobody", password="not the password")
    strip = [answer.text.replace("maria", "").replace("nobody", "") for answer in (wrong, unknown)]
    assert wrong.status_code == unknown.status_code == 401
    assert strip[0] == strip[1]
    assert [outcome for *_, outcome in world.done()] == ["not recognised", "not recognised"]


async def test_sign_in_gives_a_new_session_and_kills_the_one_before(world: World) -> None:
    browser = world.browser()
    await browser.sign_in()
    before = browser.cookies["session"]
    await browser.see("/signed-out")
    await browser.fill("/sign-in", name="maria", password=PASSWORD)
    assert browser.cookies["session"] != before
    assert world.site.sessions.principal(before) is None


async def test_a_session_ends_when_it_is_idle_and_after_half_a_day_whatever_happens(world: World) -> None:
    browser = world.browser()
    await browser.sign_in()
    for _ in range(71):
        world.clock.pass_by(minutes=10)
        assert (await browser.see("/probe")).status_code == 200
    world.clock.pass_by(minutes=10)
    assert (await browser.see("/probe")).status_code == 401
    await browser.sign_in()
    world.clock.pass_by(minutes=10)
    assert (await browser.see("/probe?refresh")).status_code == 200, "a page that refreshes itself is no person"
    world.clock.pass_by(minutes=6)
    assert (await browser.see("/probe")).status_code == 401


async def test_who_tries_too_often_waits_and_is_told_how_long(world: World) -> None:
    browser = world.browser()
    for _ in range(ACCOUNT_TRIES):
        assert (await browser.sign_in(password="not the password")).status_code == 401
    answer = await browser.sign_in()
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    assert "to keep the account safe" in answer.text.lower()
    world.clock.pass_by(seconds=int(answer.headers["retry-after"]))
    assert (await browser.sign_in()).status_code == 303


async def test_an_address_that_tries_many_names_waits_too(world: World) -> None:
    browser = world.browser()
    for number in range(ADDRESS_TRIES):
        assert (await browser.sign_in(name=f"user{number}")).status_code == 401
    assert (await browser.sign_in()).status_code == 429


async def test_a_form_is_believed_only_with_its_token_and_from_this_site(world: World) -> None:
    browser = world.browser()
    await browser.see("/sign-in")
    fields = {"name": "maria", "password": PASSWORD}
    assert (await browser.post("/sign-in", data=fields)).status_code == 403
    good = fields | {"form_token": browser.token}
    for header in ({"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert (await browser.post("/sign-in", data=good, headers=header)).status_code == 403
    stranger = world.browser()
    await stranger.see("/sign-in")
    assert (await stranger.post("/sign-in", data=good)).status_code == 403, "the token of another visit"
    same = {"origin": "http://127.0.0.1:8096", "sec-fetch-site": "same-origin"}
    assert (await browser.post("/sign-in", data=good, headers=same)).status_code == 303


async def test_every_answer_says_what_a_browser_may_do_with_it(world: World) -> None:
    browser = world.browser()
    for path in ("/sign-in", "/nothing-here", "/static/site.css"):
        headers = (await browser.see(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers
    assert (await browser.post("/sign-in", content=b"x" * 100_000)).status_code == 413


async def test_over_tls_the_cookies_are_bound_to_the_host_and_the_browser_keeps_to_tls() -> None:
    world = World(is_secure=True)
    browser = world.browser("https://utility.example")
    answer = await browser.sign_in()
    assert answer.headers["set-cookie"].startswith("__Host-session=")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert (await browser.see("/probe")).status_code == 200
    world.close()


async def test_what_goes_wrong_is_told_in_a_sentence_and_never_as_a_traceback(world: World) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("the secret of the house")

    world.app.add_api_route("/broken", broken)
    answer = await world.browser().see("/broken")
    assert answer.status_code == 500
    assert "our mistake" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "secret of the house" not in answer.text
    assert "content-security-policy" in answer.headers
    missing = await world.browser().see("/nothing<script>alert(1)</script>")
    assert missing.status_code == 404
    assert "<script>" not in missing.text


async def test_while_the_records_are_away_a_page_says_so_and_when_to_come_again(world: World) -> None:
    browser = world.browser()
    await browser.sign_in()
    answer = await browser.see("/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Nothing is lost" in answer.text


async def test_while_the_head_end_is_away_the_records_are_not_blamed(world: World) -> None:
    async def ordered() -> None:
        raise RoomsAway(MS, "no answer")

    world.app.add_api_route("/ordered", ordered)
    answer = await world.browser().see("/ordered")
    assert answer.status_code == 503
    assert "The head end does not answer" in answer.text
    assert "records" not in answer.text


async def test_a_link_never_leads_from_the_sign_in_to_another_site(world: World) -> None:
    browser = world.browser()
    answer = await browser.sign_in(next="//elsewhere.example/")
    assert answer.headers["location"] == "/"
    assert (await world.browser().sign_in(next="/usage?day=2026-07-13")).headers["location"] == "/usage?day=2026-07-13"
    assert {local_path(path) for path in ("//a", "/\\a", "http://a", "/a\r\nb", "", None)} == {"/"}


async def test_a_user_who_is_removed_or_gets_another_password_is_signed_out(world: World) -> None:
    browser = world.browser()
    await browser.sign_in()
    world.site.users.change_password("maria", "another quiet evening", world.passwords)
    assert (await browser.see("/probe")).status_code == 401
    assert (await browser.sign_in(password="another quiet evening")).status_code == 303
    world.site.users.remove("maria")
    assert (await browser.see("/probe")).status_code == 401


async def test_the_pages_speak_the_language_that_was_chosen_or_that_the_browser_asks_for(world: World) -> None:
    browser = world.browser(**{"accept-language": "fr-CA,fr;q=0.9,en;q=0.5"})
    assert "Se connecter" in (await browser.see("/sign-in")).text
    assert (await browser.see("/language?to=es-US&back=/sign-in")).headers["location"] == "/sign-in"
    page = await browser.see("/sign-in")
    assert "Iniciar sesión" in page.text
    assert '<html lang="es-US">' in page.text
    assert language("xx", "de;q=0.9, es;q=0.8, nonsense;q=x") == "es-US"


def test_each_language_has_every_word() -> None:
    assert words("es-US").keys() == words("en-US").keys() == words("fr-CA").keys()
    assert all(words(tag)("said.kwh", number="1") for tag in LANGUAGES)


@pytest.mark.parametrize(
    "password", ["short", "password123", "aaaaaaaaaa", "abcdefghij", "PASSW0RD", "maria-2026-x", "x" * 257]
)
def test_a_password_that_anybody_would_try_is_not_taken(password: str) -> None:
    with pytest.raises(PasswordRefused):
        checked(password, "maria")


def test_a_password_rests_as_argon2id_and_users_are_told_apart(world: World) -> None:
    kept = world.site.users.find("MARIA ")
    assert kept is not None
    assert kept.principal == MARIA
    assert kept.password.startswith("$argon2id$")
    with pytest.raises(UserRefused, match="already"):
        world.site.users.add(Principal("Maria", UserRole.AUDITOR), PASSWORD, world.passwords, START)
    display = Principal("display", UserRole.CUSTOMER_INTERFACE, "1001")
    with pytest.raises(UserRefused, match="token"):
        world.site.users.add(display, PASSWORD, world.passwords, START)
    assert checked("\uff50lain enough words", "maria") == "plain enough words"
