"""The fallback geocoder: any of geopy's, asked for names that the gazetteer lacks."""

from dateline.geocoding.fallback_geocoder import SecondOpinion
from dateline.geocoding.thread import OpinionThread

__all__ = ["OpinionThread", "SecondOpinion"]
