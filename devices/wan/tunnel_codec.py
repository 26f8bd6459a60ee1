"""The words of the tunnel as a stream of records and back; a stream that went wrong is dropped, never guessed at."""

from typing import Any

from devices.wan.cbor import Undecodable
from devices.wan.codec import decode_record, encode_record
from devices.wan.tunnel import CHUNK, TunnelWord

MAX_RECORD = 8192  # a report of a home of fifty devices
_LENGTH_OCTETS = 2


class Malformed(Exception):
    """The stream holds no record of ours; the text is a sentence. Close the tunnel: what follows has no known start."""


def encode(word: TunnelWord) -> bytes:
    """One record. Raises ValueError for a value that has no place on the wire, or is too long."""
    record = encode_record(word, TunnelWord)
    if len(record) > MAX_RECORD:
        raise ValueError(f"A record of {len(record)} octets is longer than {MAX_RECORD}.")
    return len(record).to_bytes(_LENGTH_OCTETS, "big") + record


def chunks(octets: bytes) -> list[bytes]:
    """The parts of a record that TransferData frames carry."""
    return [octets[at : at + CHUNK] for at in range(0, len(octets), CHUNK)]


class Stream:
    """One direction of one tunnel."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, chunk: bytes) -> list[TunnelWord]:
        """The words that are whole now. Raises Malformed, and begins anew with the next chunk.

        Words before a bad record are given first; the next call raises.
        """
        self._waiting += chunk
        words: list[TunnelWord] = []
        try:
            while (record := self._next_record()) is not None:
                word: Any = decode_record(record, TunnelWord)
                words.append(word)
                del self._waiting[: _LENGTH_OCTETS + len(record)]
        except Undecodable as error:
            if not words:
                self._waiting.clear()
                raise Malformed(str(error)) from error
        return words

    def _next_record(self) -> bytes | None:
        """The record that is whole in front; None: not yet. Raises Undecodable."""
        if len(self._waiting) < _LENGTH_OCTETS:
            return None
        length = int.from_bytes(self._waiting[:_LENGTH_OCTETS], "big")
        if not 0 < length <= MAX_RECORD:
            raise Undecodable(f"A record of {length} octets is none.")
        record = bytes(self._waiting[_LENGTH_OCTETS : _LENGTH_OCTETS + length])
        return record if len(record) == length else None
