"""The simulated world: an EZSP dongle on a TCP port, and a house with its meter behind it."""
