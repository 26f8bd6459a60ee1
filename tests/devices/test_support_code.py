"""Support codes: read out on the telephone, and a slip is noticed (X-SELF-DIAGNOSE)."""

from devices.support_code import ALPHABET, LENGTH, code_of, is_valid, tidied

CODES = [code_of("display", number) for number in range(40)]


def test_the_same_record_has_the_same_code_and_another_has_another() -> None:
    assert code_of("display", 7) == CODES[7]
    assert len(set(CODES)) == len(CODES)
    assert all(is_valid(code) and len(code) == LENGTH for code in CODES)


def test_no_character_looks_like_another() -> None:
    assert not set("01O5SIL") & set(ALPHABET)
    assert len(set(ALPHABET)) == 29


def test_every_wrong_character_is_noticed() -> None:
    for code in CODES[:10]:
        for place in range(LENGTH):
            wrong = (code[:place] + other + code[place + 1 :] for other in ALPHABET if other != code[place])
            assert not any(map(is_valid, wrong))


def test_two_characters_that_changed_places_are_noticed() -> None:
    for code in CODES:
        for place in range(LENGTH - 1):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert swapped == code or not is_valid(swapped)


def test_a_code_is_understood_as_people_write_it() -> None:
    code = CODES[0]
    assert tidied(f" {code[:3].lower()}-{code[3:].lower()} ") == code
    assert not is_valid("")
    assert not is_valid(code[:-1])
    assert not is_valid("0" + code[1:])
