"""The utility's audit log: what is changed, asked and looked at, chained so that nothing is altered or lost unseen."""
