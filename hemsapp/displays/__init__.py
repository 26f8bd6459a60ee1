"""Several displays in one home: the main one has the engine, the others see its snapshots and send it commands."""
