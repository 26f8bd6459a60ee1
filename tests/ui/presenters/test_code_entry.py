"""A code is typed in groups of four, and any group is typed again."""

from hypothesis import given
from hypothesis import strategies as st

from ui.presenters.code_entry import CodeEntry, blank_entry

KEYS = st.lists(st.sampled_from(["", *"0123456789ABCDEF"]), max_size=60)


def typed(entry: CodeEntry, signs: str) -> CodeEntry:
    for sign in signs:
        entry = entry.typed(sign)
    return entry


def test_a_complete_group_hands_on_to_the_next() -> None:
    entry = typed(blank_entry(4), "83FED3")
    assert (entry.groups, entry.active, entry.digits) == (("83FE", "D3", "", ""), 1, "83FED3")


def test_a_full_code_takes_no_more() -> None:
    full = typed(blank_entry(2), "83FED340")
    assert full.is_full
    assert full.typed("7") == full


def test_a_chosen_group_is_typed_anew_and_then_the_open_one_follows() -> None:
    entry = typed(blank_entry(3), "83FED3407A").chosen(0).typed("1")
    assert (entry.groups[0], entry.active) == ("1", 0)
    assert (typed(entry, "234").active, typed(entry, "234").groups) == (2, ("1234", "D340", "7A"))


def test_a_hole_is_no_code() -> None:
    entry = typed(blank_entry(3).chosen(1), "D340")
    assert (entry.digits, entry.active) == ("", 2)
    assert typed(entry, "7A93").active == 0
    assert not entry.is_empty


def test_erasing_goes_back_through_the_groups() -> None:
    entry = typed(blank_entry(3), "83FED")
    assert entry.erased().groups == ("83FE", "", "")
    assert entry.erased().erased().groups == ("83F", "", "")
    assert blank_entry(3).erased() == blank_entry(3)


def test_a_chosen_group_is_erased_sign_by_sign() -> None:
    assert typed(blank_entry(2), "83FED340").chosen(0).erased().groups == ("83F", "D340")


def test_a_correction_leaves_the_caret_where_it_was() -> None:
    entry = typed(blank_entry(3), "83FED3407").corrected(5, "8")
    assert (entry.digits, entry.active) == ("83FED8407", 2)


@given(KEYS)
def test_what_is_typed_in_a_row_is_what_is_read(keys: list[str]) -> None:
    entry, plain = blank_entry(4), ""
    for key in keys:
        entry = entry.typed(key) if key else entry.erased()
        plain = (plain + key)[:16] if key else plain[:-1]
    assert entry.digits == plain
