"""Where the utility's website for customers is: https, or this very machine."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE_S = 10.0
_LOCAL = {"127.0.0.1", "::1", "localhost"}


def whole(typed: str) -> str:
    """An address as a person types it, with its scheme: https, where none was typed."""
    typed = typed.strip().rstrip("/")
    return typed if "://" in typed else f"https://{typed}"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the website is. Raises ValueError for one to which a token would travel in the clear."""

    text: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.text)  # raises ValueError itself for a port or a host that is none
        is_secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
        if not is_secure or not parts.hostname or parts.path not in {"", "/"} or parts.query:
            raise ValueError(f"the utility's website is an address such as https://my.utility.example, not {self.text}")

    def connection(self) -> http.client.HTTPConnection:
        """A connection to it, not opened yet."""
        parts = urlsplit(self.text)
        assert parts.hostname is not None
        if parts.scheme == "https":
            return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=PATIENCE_S)
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE_S)
