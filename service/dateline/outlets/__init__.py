"""Outlets: the papers, agencies and sites that publish articles, and the homes of their readers."""

from dateline.outlets.directory import (
    Outlet,
    OutletDirectory,
    outlet_key,
    packaged_names,
    packaged_outlets,
    read_outlets,
    write_outlets,
)
from dateline.outlets.estimate import HomeEstimate, PlaceReading, estimate_home
from dateline.outlets.learning import LearntOutlet, learn_outlets

__all__ = [
    "HomeEstimate",
    "LearntOutlet",
    "Outlet",
    "OutletDirectory",
    "PlaceReading",
    "estimate_home",
    "learn_outlets",
    "outlet_key",
    "packaged_names",
    "packaged_outlets",
    "read_outlets",
    "write_outlets",
]
