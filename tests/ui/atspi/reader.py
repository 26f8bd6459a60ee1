"""Reads the kiosk through AT-SPI with the system's Python, presses what it is told to, and prints JSON.

`python3 reader.py NAME...`: the tree as it is, then after each press of the button whose name holds that.
"""

import json
import sys
import time
from typing import Any

import pyatspi  # type: ignore[import-not-found]  # the system's Python has it

PATIENCE_S = 50


def kiosk() -> Any:
    """The application, once it is on the bus."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        for application in pyatspi.Registry.getDesktop(0):
            if application is not None and application.name == "kiosk" and application.childCount:
                return application
        time.sleep(0.2)
    raise SystemExit("the kiosk did not come to the bus")


def showing(node: Any, found: list[Any]) -> list[Any]:
    """Every node that is seen, with role, name, states and actions."""
    states = {pyatspi.stateToString(state) for state in node.getState().getStates()}
    if "showing" in states or node.getRoleName() == "application":
        try:
            action = node.queryAction()
            actions = [action.getName(index) for index in range(action.nActions)]
        except NotImplementedError:
            actions = []
        found.append((node, node.getRoleName(), node.name, sorted(states), actions))
        for child in node:
            if child is not None:
                showing(child, found)
    return found


def main(names: list[str]) -> None:
    """Look, press, look again."""
    application = kiosk()
    looks = []
    for name in ["", *names]:
        if name:
            seen = showing(application, [])
            matching = [each for each in seen if name in each[2] and each[4]]
            if not matching:
                raise SystemExit(f"there is no {name} among {[each[2] for each in seen]}")
            node, *_, actions = matching[0]
            node.queryAction().doAction(actions.index("Press" if "Press" in actions else "Toggle"))
            time.sleep(0.7)
        looks.append([each[1:] for each in showing(application, [])])
    json.dump(looks, sys.stdout)


main(sys.argv[1:])
