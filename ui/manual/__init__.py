"""The users' manual: one source, read in the app and printed as a PDF."""
