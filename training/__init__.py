"""How the shipped recogniser was made; never imported by the service."""
