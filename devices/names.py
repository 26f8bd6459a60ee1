"""The name of a device: its EUI64 in zigpy's spelling, the only name that it has (X-SECURITY)."""

from typing import NewType

Eui64 = NewType("Eui64", str)
