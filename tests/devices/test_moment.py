"""The first of several things that are due."""

from devices.moment import earliest


def test_the_first_of_what_is_due_is_told_and_what_is_not_due_is_passed_over() -> None:
    assert earliest(None, 3.0, None, 1.5, 2.0) == 1.5
    assert earliest(0.0, 1.0) == 0.0


def test_where_nothing_is_due_nothing_is_told() -> None:
    assert earliest() is None
    assert earliest(None, None) is None
