"""How a bill is made, exactly: the calendar of a rate plan, its baseline, the charges of a use, the statement."""
