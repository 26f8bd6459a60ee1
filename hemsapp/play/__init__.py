"""Plays a scenario on the whole loop: head end, records, meter, home network, kiosk; and reports what they logged.

A composition root beside the command line: the one place that knows the kiosk, the simulated world and the utility.
"""
