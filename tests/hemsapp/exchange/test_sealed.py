"""A file sealed with a passphrase: opened by the words alone, and every wrong thing told in a clear sentence (TM30)."""

import io
import os

import pytest

from hemsapp.exchange.sealed import MAGIC, PIECE, SealedReader, SealedWriter
from hemsapp.work import WorkRefused

WORDS = "correct horse battery"
CHEAP = 4  # log2 of scrypt's N, for tests


def sealed(plain: bytes, words: str = WORDS) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, words, cost=CHEAP)
    for start in range(0, len(plain), 700_001):
        writer.write(plain[start : start + 700_001])
    writer.close()
    return file.getvalue()


def opened(content: bytes, words: str = WORDS) -> bytes:
    reader = SealedReader(io.BytesIO(content), words)
    plain = reader.read()
    reader.finish()
    return plain


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_comes_back_whole(size: int) -> None:
    plain = os.urandom(size)
    content = sealed(plain)
    assert opened(content) == plain
    assert len(plain) < 16 or plain[:64] not in content


def test_the_same_words_typed_on_another_keyboard_open_it() -> None:
    """A composed and a decomposed accent are the same sign."""
    assert opened(sealed(b"x", "caf\u00e9 au lait!"), "cafe\u0301 au lait!") == b"x"


def refusal(content: bytes, words: str = WORDS) -> str:
    with pytest.raises(WorkRefused) as refused:
        opened(content, words)
    return str(refused.value)


def test_the_wrong_words_a_torn_file_and_a_future_one_each_have_their_sentence() -> None:
    content = sealed(os.urandom(2 * PIECE + 5))
    assert refusal(content, "correct horse batterz").startswith("That passphrase does not open this backup.")
    for length in (len(content) - 1, len(content) - 30, 2 * PIECE, 200, 60):
        assert refusal(content[:length]).startswith("This backup is torn, or was changed")
    assert refusal(content + b"x").startswith("This backup is torn, or was changed")
    later = content[: len(MAGIC)] + b"\x02" + content[len(MAGIC) + 1 :]
    assert refusal(later).startswith("This backup was sealed by a newer hemsapp")
    assert refusal(b"SQLite format 3\x00" + bytes(99)).startswith("This is not a sealed backup")


def test_a_file_without_its_last_piece_is_torn_although_every_piece_is_whole() -> None:
    plain = os.urandom(2 * PIECE)
    content = sealed(plain)
    assert refusal(content[: len(content) - PIECE - 16]).startswith("This backup is torn")


@pytest.mark.parametrize("at", [20, 40, 60, 80, 100, 5000])
def test_any_changed_octet_is_noticed_before_it_is_believed(at: int) -> None:
    content = sealed(bytes(6000))
    assert refusal(content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :])


def test_a_passphrase_of_few_signs_is_refused() -> None:
    with pytest.raises(WorkRefused, match="at least 10 signs"):
        SealedWriter(io.BytesIO(), "short")


def test_a_head_that_asks_for_more_memory_than_there_is_is_not_followed() -> None:
    content = bytearray(sealed(b"x"))
    content[len(MAGIC) + 1] = 60
    assert refusal(bytes(content)).startswith("This backup is torn")
