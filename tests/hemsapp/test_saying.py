"""Sentences that know what they are made of."""

from hemsapp.saying import Saying, in_order, say, sentence


def test_a_saying_is_its_english() -> None:
    assert say("a bill day is 1 to 31, not {day}", day=32) == "a bill day is 1 to 31, not 32"


def test_the_text_of_an_exception_stays_a_saying() -> None:
    told = str(ValueError(say("nothing was corrected there")))
    assert isinstance(told, Saying)
    assert told.pattern == "nothing was corrected there"


def test_a_sentence_begins_large_and_ends() -> None:
    told = sentence(say("{name} is not done yet", name=say("the backup")))
    assert told == "The backup is not done yet."
    assert isinstance(told, Saying)
    assert sentence("Was the stick pulled out?") == "Was the stick pulled out?"
    assert sentence("plain") == "Plain."


def test_sentences_stand_in_order_without_the_empty_ones() -> None:
    told = in_order(say("One."), "", say("Two."), say("Three."))
    assert told == "One. Two. Three."
    assert isinstance(told, Saying)
    assert in_order() == ""
