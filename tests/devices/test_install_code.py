"""Install codes: the standard's vectors, and the slip of a finger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import install_code
from devices.errors import InstallCodeInvalid
from devices.install_code import Slip
from devices.radio.admission import link_key_of

CODE = "83FED3407A939723A5C639B26916D505C3B5"
VECTORS = [  # code with CRC, link key: Smart Energy 1.x annex, as in zigpy, zigbee-herdsman and Telink's stack
    (CODE, "66b6900981e1ee3ca4206b6b861c02bb"),
    ("83FED3407A932B70", "cd4fa064773f46941ec986c09963d1a8"),
    ("83FED3407A93972397FC", "850be0bf5b369ac441280a53265db167"),
    ("83FED3407A939723A5C639B2AD8B", "c2b323efc9fca1d9657e32a0e5c2aaf3"),
]


@pytest.mark.parametrize(("digits", "key"), VECTORS)
def test_every_length_of_code_is_known_by_its_check_digits_and_makes_its_key(digits: str, key: str) -> None:
    code = install_code.parsed(digits)
    assert code == bytes.fromhex(digits)
    assert link_key_of(code).serialize().hex() == key


def test_the_check_digits_are_those_of_the_catalogue() -> None:
    """CRC-16/X-25's check value, of "123456789"."""
    assert install_code.crc_x25(b"123456789") == 0x906E


@pytest.mark.parametrize(
    "digits", ["", "83FE", CODE[:-1], CODE[:-2], f"{CODE}00", CODE.replace("83FE", "83FF"), "no code", "0" * 18]
)
def test_what_is_no_whole_code_is_not_taken(digits: str) -> None:
    assert install_code.parsed(digits) is None


def test_a_code_may_be_read_in_groups_and_small_letters() -> None:
    assert install_code.parsed("83fe d340 7a93 9723 a5c6 39b2 6916 d505 c3b5") == bytes.fromhex(CODE)


@given(st.sampled_from([digits for digits, _ in VECTORS]), st.data())
def test_a_single_slip_is_found_where_it_is(digits: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([each for each in "0123456789ABCDEF" if each != digits[position]]))
    typed = f"{digits[:position]}{wrong}{digits[position + 1 :]}"
    assert install_code.single_slip(typed) == Slip(position, digits[position])


@pytest.mark.parametrize("digits", [CODE, CODE[:-4], CODE.replace("83FED", "00FE0")])
def test_no_fix_is_named_where_nothing_or_too_much_is_wrong(digits: str) -> None:
    assert install_code.single_slip(digits) is None


def test_a_refused_code_is_not_repeated_in_the_refusal() -> None:
    """X-SECURITY"""
    wrong = bytes.fromhex(CODE.replace("C3B5", "C3B6"))
    with pytest.raises(InstallCodeInvalid) as refused:
        link_key_of(wrong)
    assert "83" not in str(refused.value)
    assert refused.value.__cause__ is None
