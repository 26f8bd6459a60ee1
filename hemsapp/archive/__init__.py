"""What is kept, as pages ask for it: each question has one function, and this is the table of them."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from hemsapp import questions
from hemsapp.archive.history import history
from hemsapp.archive.kept import Archive, Source
from hemsapp.archive.labels import labels_shown
from hemsapp.archive.library import library
from hemsapp.archive.match import match_wanted
from hemsapp.archive.passport import passport
from hemsapp.archive.places import places_shown
from hemsapp.archive.statements import bills, preview, statement_wanted
from hemsapp.archive.stretch import stretch
from hemsapp.archive.trace import trace
from hemsapp.archive.worth import worth
from hemsapp.database import is_disk_failure
from hemsapp.questions import Answer, Question, Unanswered
from hemsapp.saying import say

ANSWERS: dict[type, Callable[[Archive, Any], Answer]] = {
    questions.HistoryWanted: history,
    questions.StretchWanted: stretch,
    questions.StatementWanted: statement_wanted,
    questions.BillsWanted: bills,
    questions.TraceWanted: trace,
    questions.PreviewWanted: preview,
    questions.PassportWanted: passport,
    questions.PlacesWanted: places_shown,
    questions.LabelsWanted: labels_shown,
    questions.LibraryWanted: library,
    questions.MatchWanted: match_wanted,
    questions.WorthWanted: worth,
}


def answer(source: Source, question: Question, now: datetime) -> Answer:
    """The answer by what is kept at `now`; `Unanswered`, with a sentence, if there is none."""
    find = ANSWERS.get(type(question))
    if find is None:
        return Unanswered(say("This display cannot answer that yet."))
    try:
        with Archive(source, now) as archive:
            return find(archive, question)
    except sqlite3.OperationalError as error:
        if not is_disk_failure(error):
            raise
        return Unanswered(
            say(
                "The disk does not serve ({error}), so history cannot be read. Try again in a minute.", error=str(error)
            )
        )
