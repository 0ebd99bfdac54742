"""Scheduling: which requests the server admits, in which order it works on them, and on which threads."""
