"""The head end (MS): schedules events, delivers until the meter itself confirms, passes on all that it receives."""
