"""The fallback geocoder: any of geopy's, asked for names that the gazetteer lacks."""

from dateline.geocoding.fallback_geocoder import FallbackGeocoder
from dateline.geocoding.thread import FallbackThread

__all__ = ["FallbackGeocoder", "FallbackThread"]
