"""The fifteen countries that news names most, as tests/system/place_names/countries.tsv names them, in its order."""

NEWS_COUNTRIES = ("US", "CN", "RU", "UA", "IL", "IR", "DE", "FR", "GB", "IN", "JP", "TR", "PL", "KR", "SY")
"""Their ISO 3166-1 alpha-2 codes."""
