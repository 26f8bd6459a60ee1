"""Whom to tell of a weakness of this site, and until when that holds.

Source: RFC 9116 (security.txt).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from devices.utility.web.words import LANGUAGES

LASTS = timedelta(days=180)
"""From the start of a site that was told nothing else."""
_SCHEMES = {"mailto", "https", "tel"}


@dataclass(frozen=True, slots=True)
class SecurityContact:
    """Whom to tell of a weakness (`mailto:`, `https:` or `tel:`, the preferred first), and until when that holds.

    Raises ValueError for no contact, one of another kind, and a time that has passed.
    """

    contacts: tuple[str, ...]
    expires: datetime
    policy: str = ""

    def text(self) -> str:
        """As RFC 9116 writes it."""
        lines = [f"Contact: {one}" for one in self.contacts]
        lines.append(f"Expires: {self.expires.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        lines.append(f"Preferred-Languages: {', '.join(tag[:2] for tag in LANGUAGES)}")
        lines += [f"Policy: {self.policy}"] if self.policy else []
        return "\n".join(lines) + "\n"


def security_contact(
    contacts: Sequence[str], now: datetime, expires: datetime | None = None, policy: str = ""
) -> SecurityContact | None:
    """What the site was told; None: nobody was named. Raises ValueError in a sentence."""
    if not contacts:
        if expires or policy:
            raise ValueError("--security-expires and --security-policy say nothing without --security-contact")
        return None
    for one in (*contacts, *([policy] if policy else [])):
        if urlsplit(one).scheme not in _SCHEMES or not one.isprintable() or " " in one:
            raise ValueError(f"a security contact is an address such as mailto:security@example.com, not {one!r}")
    until = expires or now + LASTS
    if until <= now:
        raise ValueError(f"the security contact ended on {until:%Y-%m-%d}; look whether it still holds")
    return SecurityContact(tuple(contacts), until, policy)
