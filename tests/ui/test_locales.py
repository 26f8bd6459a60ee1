"""The languages of the screen: each complete, with the same braces, and written as its readers write."""

import re
from datetime import date
from string import Formatter

import pytest

from hemsapp.manners import LANGUAGES
from hemsapp.saying import in_order, say, sentence
from tests.ui.pseudo import said_patterns
from ui import i18n
from ui.i18n import Style, words
from ui.locales import Locale, locale, read_locale

ENGLISH = "en-US"
TRANSLATED = tuple(tag for tag in LANGUAGES if tag != ENGLISH)
RAIL_LETTERS = 9
SAME_IN_ALL = {
    "kW": "a unit",
    "kWh": "a unit",
    "/h": "a unit",
    "/kWh": "a unit",
    "°F": "a unit",
    "°C": "a unit",
    "{seconds} s": "a unit",
    "{amount} s": "a unit",
    "{minutes} min": "a unit",
    "{amount} min": "a unit",
    "{minutes} min {seconds} s": "units",
    "{hours} h {minutes} min": "units",
    "{rssi} dBm": "a unit",
    "{value} s": "a unit",
    "LQI {lqi}": "a name and its number",
    "OK": "is understood and short in every language of the market",
    "A": "the letter by which sizes of text are shown",
    "MS": "the utility's system by its short name in the facts",
    "MDMS": "as MS",
    "abc": "the letters of the keyboard",
    "123 é": "the signs of the keyboard",
}
_WORD = "the same word in both"
_CLOCK = "as clocks print it"
SAME = {
    "es-US": {
        "Normal": _WORD,
        "Demo": _WORD,
        "Total": _WORD,
        "Plan": _WORD,
        "PIN": _WORD,
        "Extra": _WORD,
        "Gas": _WORD,
        "MB": "a unit",
        "GB": "a unit",
        "TB": "a unit",
    },
    "fr-CA": {
        "Normal": _WORD,
        "Signal": _WORD,
        "cents": _WORD,
        "kilowatts": _WORD,
        "Total": _WORD,
        "Pages": _WORD,
        "Messages": _WORD,
        "Message": _WORD,
        "Minute": _WORD,
        "Instruction": _WORD,
        "Thermostat": _WORD,
        "thermostat": _WORD,
        " thermostat": _WORD,
        "Wi-Fi {wifi}": _WORD,
        "Taxes": _WORD,
        "version {version}": _WORD,
        "hemsapp, version {version}": _WORD,
        "Version {version}": _WORD,
        "{energy} \N{MULTIPLICATION SIGN} {price} · version {version}": _WORD,
        "AM": _CLOCK,
        "PM": _CLOCK,
        "1\N{EN DASH}12 PM": _CLOCK,
    },
}
"""Texts that are what they are in English, each with its reason."""


def braces(text: str) -> set[str]:
    """The names that the text wants filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def letters(text: str) -> str:
    """The text without its braces, when anything of a language is left."""
    left = re.sub(r"\{[^}]*\}", "", text)
    return left if any(each.isalpha() for each in left) else ""


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_language_has_every_sentence_and_no_other(tag: str) -> None:
    assert written(tag) ^ written(ENGLISH) == set()


def written(tag: str) -> set[str]:
    """The keys of a language; what the house itself words has its English where it is said."""
    return {key for key in locale(tag).words if not key.startswith("said.")}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_what_the_house_says_is_said_in_every_language(tag: str) -> None:
    """Refusals, what came of a long work, what is wrong with the disk: each pattern in the code has its translation."""
    here = {key[5:]: text for key, text in locale(tag).words.items() if key.startswith("said.")}
    assert set(here) ^ said_patterns() == set()
    assert [pattern for pattern, text in here.items() if braces(text) != braces(pattern)] == []


def test_a_refusal_is_said_in_the_language_of_the_home() -> None:
    """C1FR40: the reason, and whom to call."""
    why = sentence(say("{why}; call {phone}", why=say("that event is over"), phone="1-800-555-0100"))
    assert why == "That event is over; call 1-800-555-0100."
    i18n.use(Style("es-US"))
    assert i18n.said(why) == "Ese evento ya terminó; llame al 1-800-555-0100."
    i18n.use(Style("fr-CA"))
    assert i18n.said(
        in_order(
            say("Nothing was changed."),
            say(
                "The file has more than {count} readings: bring it in year by year. Nothing was changed.",
                count=1_000_000,
            ),
        )
    ).startswith("Rien n\N{RIGHT SINGLE QUOTATION MARK}a changé. Le fichier a plus de 1\u202f000\u202f000 lectures")
    assert i18n.said("what a utility wrote") == "what a utility wrote"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translated_sentence_says_the_same_numbers_and_names(tag: str) -> None:
    english, here = locale(ENGLISH).words, locale(tag).words
    assert [key for key, text in english.items() if braces(text) != braces(here[key])] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_only_the_known_forms_of_a_brace_are_used(tag: str) -> None:
    specs = {spec for text in locale(tag).words.values() for _, name, spec, _ in Formatter().parse(text) if name}
    assert specs <= {"", "lower"}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_nothing_is_left_in_english_but_what_is_the_same_word(tag: str) -> None:
    english, here = locale(ENGLISH).words, locale(tag).words
    left = {text for key, text in english.items() if here[key] == text and letters(text)}
    assert left - set(SAME_IN_ALL) - set(SAME[tag]) == set()


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_exception_is_still_one(tag: str) -> None:
    english, here = locale(ENGLISH).words, locale(tag).words
    same = {text for key, text in english.items() if here[key] == text}
    assert set(SAME[tag]) - same == set()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_words_of_the_rail_are_short(tag: str) -> None:
    here = locale(tag).words
    assert {key: text for key, text in here.items() if key.startswith("page.") and len(text) > RAIL_LETTERS} == {}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_signs_are_the_typographic_ones(tag: str) -> None:
    """A straight apostrophe, three dots or a hyphen between numbers is a slip of the keyboard."""
    bad = re.compile(r"'|\"|\.\.\.|\d-\d(?!007)|\}-\{|  ")
    assert {key: text for key, text in locale(tag).words.items() if bad.search(text)} == {}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_sentence_ends_as_it_does_in_english(tag: str) -> None:
    """A full stop in one language and none in the other would change what a label is."""
    english, here = locale(ENGLISH).words, locale(tag).words
    ends = (".", "…", "?")
    assert [
        k
        for k, text in english.items()
        if [text.endswith(e) for e in ends] != [here[k].removesuffix("p.m.").endswith(e) for e in ends]
        and not k.startswith(("month_short.", "weekday_short.", "time."))
    ] == []


def test_spanish_opens_its_questions() -> None:
    here = locale("es-US").words
    assert {key: text for key, text in here.items() if text.count("?") != text.count("¿")} == {}


def test_french_keeps_its_colons_and_units_on_the_line() -> None:
    bad = re.compile("[^\u00a0\\d}]:(?!lower)|« |\\S »|(?<!,) [?!;%$¢]")
    here = {key: text for key, text in locale("fr-CA").words.items() if not key.startswith("time.")}
    assert {key: text for key, text in here.items() if bad.search(text)} == {}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_counted_words_have_a_form_for_one_and_for_many(tag: str) -> None:
    known = locale(tag).words
    counted = {key.rsplit(".", 1)[0] for key in known if key.endswith((".one", ".other"))} - {"ordinal"}
    assert all(f"{key}.one" in known and f"{key}.other" in known for key in counted)


@pytest.mark.parametrize(
    ("tag", "count", "shown"),
    [
        ("en-US", 0, "0 days left"), ("en-US", 1, "1 day left"), ("en-US", 2, "2 days left"),
        ("es-US", 0, "quedan 0 días"), ("es-US", 1, "queda 1 día"), ("es-US", 1_000, "quedan 1,000 días"),
        ("fr-CA", 0, "reste 0 jour"), ("fr-CA", 1, "reste 1 jour"), ("fr-CA", 2, "reste 2 jours"),
        ("fr-CA", 1_000, "reste 1\u202f000 jours"),
    ],
)  # fmt: skip
def test_each_language_counts_by_its_own_rule(tag: str, count: int, shown: str) -> None:
    i18n.use(Style(tag))
    assert words("ledger.days_left", count=count) == shown


@pytest.mark.parametrize(
    ("tag", "time", "shown"),
    [
        ("es-US", "1:30\u00a0p.m.", "Enviado a la 1:30\u00a0p.m."),
        ("es-US", "11:30\u00a0a.m.", "Enviado a las 11:30\u00a0a.m."),
        ("fr-CA", "14\u00a0h", "Envoyé à 14\u00a0h."),
        ("en-US", "1:30 PM", "Sent 1:30 PM."),
    ],
)
def test_words_agree_with_what_they_are_filled_with(tag: str, time: str, shown: str) -> None:
    i18n.use(Style(tag))
    assert words("emergency.sent", time=time) == shown


def test_french_elides_before_a_name() -> None:
    i18n.use(Style("fr-CA"))
    assert words("programme.title", name="Étage") == "Horaire d’Étage"  # noqa: RUF001 - French elides with it
    assert words("programme.title", name="Salon") == "Horaire de Salon"


def test_a_level_begins_small_within_a_sentence_where_the_language_wants_it() -> None:
    i18n.use(Style("es-US"))
    assert words("home.level_price", level=words("level.critical")) == "Precio crítico"
    i18n.use(Style())
    assert words("home.level_price", level=words("level.critical")) == "Critical price"


def test_each_language_calls_itself_by_its_own_name() -> None:
    assert i18n.language_names() == {"en-US": "English", "es-US": "Español", "fr-CA": "Français"}


def test_a_language_that_was_never_translated_is_an_error_and_changes_nothing() -> None:
    with pytest.raises(FileNotFoundError):
        i18n.use(Style("de-CH"))
    assert i18n.style() == Style()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_weekday_and_month_has_its_name(tag: str) -> None:
    i18n.use(Style(tag))
    days = [date(2026, month, 10 + month) for month in range(1, 13)]
    assert len({i18n.long_date(day) for day in days} | {i18n.short_date(day) for day in days}) == 24


def test_a_file_without_a_rule_of_numbers_is_refused() -> None:
    with pytest.raises(TypeError):
        read_locale("xx", '[numbers]\nname = "X"\nelisions = []')


def test_a_locale_is_read_as_its_file_says() -> None:
    here: Locale = locale("fr-CA")
    assert (here.decimal_point, here.group, here.name) == (",", "\u202f", "Français")
