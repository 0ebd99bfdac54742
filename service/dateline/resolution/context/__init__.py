"""What the other names of an article say of a candidate."""
