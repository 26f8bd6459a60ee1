"""One driver for each kind of device on the home area network."""
