"""How the shipped recogniser and ranker were made; never imported by the service."""
