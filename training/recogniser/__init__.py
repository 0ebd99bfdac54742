"""How the shipped recogniser was made; each module is a stage, or a part of several."""
