"""What the store would answer to the pages of the sample house: for the gallery, the pictures and the tests."""

from collections.abc import Callable
from typing import Any

from hemsapp.questions import Answer, Question, Unanswered
from ui.screens import history_answers, money_answers
from ui.screens.chain_scenes import CHAIN_ANSWERS
from ui.screens.settings_scenes import PIN_ANSWERS, SITE_ANSWERS
from ui.window import Window

TABLE: dict[type[Any], Callable[[Any], Answer]] = {
    **money_answers.TABLE,
    **history_answers.TABLE,
    **PIN_ANSWERS,
    **SITE_ANSWERS,
    **CHAIN_ANSWERS,
}
"""A function for each class of question."""


def answer(question: Question) -> Answer:
    """The sample's answer; a sentence for what the sample house does not know."""
    known = TABLE.get(type(question))
    return Unanswered("The sample house keeps no such accounts.") if known is None else known(question)


def serve(window: Window) -> None:
    """Answer the window's pages at once, as the store would a little later."""
    window.wanted.connect(lambda question, reply: reply(answer(question)))
