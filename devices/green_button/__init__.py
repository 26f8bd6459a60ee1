"""Green Button files, as homes and utilities hand out energy data: NAESB REQ.21 (ESPI) in an Atom feed."""
