"""Every step of an event: what this home knows, and beside it what the utility's website says."""

from hemsapp.questions import Unanswered
from hemsapp.site import SiteFault, UtilityChainShown
from ui.presenters import chain
from ui.screens.chain_scenes import OWN, THEIRS, followed

HOME_S = followed()
EVENT = HOME_S.events.all[0]
AT = EVENT.start


def test_alone_the_display_says_what_it_cannot_know() -> None:
    """C1FR15, UC96.3.7"""
    event = HOME_S.events.all[0]
    rows = chain.rows(event, None, HOME_S)
    assert (rows[0].icon, rows[0].value) == ("circle-help", "not known here")
    assert rows[2].subtitle == "Home · Display · private message"
    assert "website in Settings to see the rest" in chain.sheet(event, None, HOME_S.preferences.zone).subtitle


def test_connected_it_shows_what_the_utility_holds_beside_what_the_home_measured() -> None:
    """C1FR15, UC96.4.3"""
    event, site = HOME_S.events.all[0], UtilityChainShown(EVENT.issuer_event_id, AT, THEIRS)
    rows = chain.rows(event, site, HOME_S)
    assert rows[0].icon == "check"
    assert "sent 3 times" in rows[0].subtitle
    assert "utility the same" in rows[1].subtitle
    assert "utility: missing since" in rows[2].subtitle
    head = chain.sheet(event, site, HOME_S.preferences.zone).subtitle
    assert head.startswith("The first step that is missing: The home acted.")


def test_a_website_that_says_nothing_is_told_in_a_sentence() -> None:
    event, zone = HOME_S.events.all[0], HOME_S.preferences.zone
    for fault, words in (
        (SiteFault.REVOKED, "does not know this display any more"),
        (SiteFault.UNREACHABLE, "could not be asked"),
        (SiteFault.NOTHING, "has nothing of this event yet"),
    ):
        site = UtilityChainShown(EVENT.issuer_event_id, AT, fault=fault)
        assert words in chain.sheet(event, site, zone).subtitle
        assert len(chain.rows(event, site, HOME_S)) == len(OWN)
    assert "Connect it" in chain.sheet(event, Unanswered("none"), zone).subtitle
