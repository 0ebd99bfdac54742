"""Scheduling: what the server takes on, in which order, and on which threads it is done."""
