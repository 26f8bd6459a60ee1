"""The utility's side of the meter: head end (MS), records (MDMS), customer service (CSS), and their bus.

The kiosk never imports it.
"""
