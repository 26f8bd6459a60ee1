"""The holidays that rate plans name: those that utilities observe (`devices.holidays`)."""

from devices.holidays import NAMES, holidays

__all__ = ["NAMES", "holidays"]
