"""A simulated EZSP network co-processor: ASH frames on one side, the simulated air on the other."""
