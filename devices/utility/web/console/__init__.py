"""The staff's console: search, a customer's file, an event step by step, meter tests, troubles, alarms, orders."""

from typing import Final

from fastapi import APIRouter

from devices.utility.web.console import customers, downloads, events, log, meter_tests, orders, troubles

ROUTERS: Final[tuple[APIRouter, ...]] = (
    *(customers.router, downloads.router, events.router, meter_tests.router, orders.router, troubles.router),
    log.router,
)
