"""Outlets: where the readers of whoever published an article live."""

from dateline.outlets.directory import (
    Outlet,
    OutletDirectory,
    outlet_key,
    packaged_outlets,
    read_outlets,
    write_outlets,
)
from dateline.outlets.estimate import HomeEstimate, PlaceReading, estimate_home

__all__ = [
    "HomeEstimate",
    "Outlet",
    "OutletDirectory",
    "PlaceReading",
    "estimate_home",
    "outlet_key",
    "packaged_outlets",
    "read_outlets",
    "write_outlets",
]
