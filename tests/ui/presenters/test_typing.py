"""Typing words: caret, selection, capitals, accents, and what cannot be accepted."""

import pytest

from ui import i18n
from ui.presenters.typing import ERASE, LEFT, MOST, RIGHT, SHIFT, SYMBOLS, Shift, Typing


def typing(text: str = "", **of: object) -> Typing:
    return Typing("Name", "", text, **of).begun()  # type: ignore[arg-type]  # what a test changes is a field


def pressed(start: Typing, *codes: str) -> Typing:
    for code in codes:
        start = start.pressed(code)
    return start


def faces(shown: Typing) -> list[str]:
    return [key.text for row in shown.view().keys.rows for key in row]


def test_the_first_sign_takes_the_place_of_the_old_name() -> None:
    assert pressed(typing("Thermostat"), *"Den").text == "Den"
    assert pressed(typing("Thermostat"), RIGHT, "2").text == "Thermostat2"


def test_a_name_begins_with_a_capital_and_each_word_may() -> None:
    shown = typing()
    assert "Q" in faces(shown)
    shown = pressed(shown, "D")
    assert "q" in faces(shown)
    assert pressed(shown, " ").shift is Shift.ONCE
    assert pressed(shown, SHIFT, SHIFT).shift is Shift.LOCKED
    assert pressed(shown, SHIFT, SHIFT, "X").shift is Shift.LOCKED


def test_the_caret_goes_where_it_is_put_and_signs_go_in_there() -> None:
    shown = pressed(typing("Lving"), RIGHT).put(1)
    assert pressed(shown, "i").text == "Living"
    assert pressed(shown, "i").caret == 2
    assert shown.erased(is_ahead=True).text == "Ling"
    assert pressed(shown, ERASE).text == "ving"
    assert pressed(shown, LEFT, LEFT, LEFT).caret == 0


def test_a_selection_is_replaced_and_erased_as_one() -> None:
    shown = typing("Living room").put(0).moved(7, is_selecting=True)
    assert (shown.view().field.anchor, shown.view().field.caret) == (0, 7)
    assert pressed(shown, ERASE).text == "room"
    assert pressed(shown, "X").text == "Xroom"
    assert shown.moved(1).caret == 7
    assert shown.all_selected().erased().text == ""


def test_accents_are_offered_by_a_key_that_is_held_and_on_the_layer_of_signs() -> None:
    held = pressed(typing(), "d").hold("e")
    assert set("éèêë") <= set(faces(held))
    assert pressed(held, "é").text == "dé"
    assert not set("èê") & set(faces(pressed(held, "é")))
    assert set("éñüç¿¡123") <= set(faces(pressed(typing("x"), SYMBOLS)))
    assert typing("x").hold("q").held == ""


@pytest.mark.parametrize(("tag", "sign"), [("es-US", "ñ"), ("fr-CA", "é"), ("en-US", "'")])
def test_the_keys_bear_what_the_language_needs(tag: str, sign: str) -> None:
    i18n.use(i18n.Style(tag))
    assert sign in faces(typing("x"))


def test_what_cannot_be_kept_cannot_be_accepted_and_says_why() -> None:
    taken = typing("", problem=lambda text: "Taken." if text == "Den" else "")
    assert not taken.can_accept
    assert taken.view().field.error == ""
    shown = pressed(taken, *"Den ")
    assert not shown.can_accept
    assert shown.view().field.error == "Taken."
    assert "Taken." in shown.view().field.sentence
    assert pressed(shown, "2").can_accept


def test_a_name_stays_within_its_length_and_is_seen() -> None:
    assert len(pressed(typing(), *("x" * 50)).text) == MOST
    assert typing().typed("a\n\tb\x00").text == "ab"
    assert typing().typed("e\N{COMBINING ACUTE ACCENT}").text == "é"
    assert pressed(typing(), *"  a  b ").accepted() == "a b"
