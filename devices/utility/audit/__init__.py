"""The utility's audit log: what is changed, asked and looked at, chained so that nothing can be altered or lost unseen."""
