"""How the shipped recogniser was made, a stage a module."""
