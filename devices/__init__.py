"""Everything on the wires: the home area network and, beyond the meter, the utility."""
