"""The dictionary of the utility link (WAN): words, security classes, the journal that every system keeps.

Both ends share it: the utility's systems (`devices.utility`), the simulated meter, the kiosk for its signed receipts.
"""
