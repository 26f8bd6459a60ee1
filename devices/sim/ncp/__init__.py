"""The simulated network co-processor: ASH, EZSP and the air."""
