"""How the shipped ranker was made."""
