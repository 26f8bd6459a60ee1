"""Whom the utility believes about a home: a receipt counts when the kiosk's own signature verifies, end to end."""

from collections.abc import Callable

from devices.demand_response import Receipt

Verifier = Callable[[str, bytes], Receipt | None]
"""What the sender of that name signed, if it did sign that; None for a forgery or an unknown sender."""
