"""Tables of facts that no packaged gazetteer holds, each with its source in its own head."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from dateline.values import Coordinates

NAMES = ("countries", "divisions", "features", "demonyms", "local_demonyms", "abbreviations")
"""Every table, in the order the content hash reads them."""


@dataclass(frozen=True, slots=True)
class Demonym:
    """A word for a country's people or things, and the country's ISO 3166-1 alpha-2 code."""

    name: str
    country_code: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: `capital_id` is the GeoNames id of its capital, or empty."""

    country_code: str
    geonames_id: str
    name: str
    feature_code: str
    coordinates: Coordinates
    capital_id: str
    population_count: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """What is known of a first-order division beyond the packages."""

    geonames_id: str
    name: str
    coordinates: Coordinates
    population_count: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """A continent, region, water, mountain range, island, neighbourhood, airport or the like."""

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    coordinates: Coordinates
    country_code: str
    admin1_id: str
    population_count: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """A place's abbreviations: those that stand alone, and those that need a place in it named before them."""

    geonames_id: str
    alone: tuple[str, ...]
    after_place: tuple[str, ...]


def demonyms() -> tuple[Demonym, ...]:
    """Every country's demonyms, without derived plurals."""
    return tuple(
        Demonym(name, row["country_code"]) for row in read_table("demonyms") for name in _list(row["demonyms"])
    )


def local_demonyms() -> dict[str, tuple[str, ...]]:
    """The demonyms of places other than countries, by place id, without derived plurals."""
    return {row["place_id"]: _list(row["demonyms"]) for row in read_table("local_demonyms")}


def countries() -> tuple[Country, ...]:
    """Every country and dependent territory."""
    return tuple(
        Country(
            row["country_code"], row["geonames_id"], row["name"], row["feature_code"], _coordinates(row),
            row["capital_id"], _count(row), _list(row["names"]),
        )
        for row in read_table("countries")
    )  # fmt: skip


def divisions() -> tuple[Division, ...]:
    """What the packages lack on first-order divisions."""
    return tuple(
        Division(row["geonames_id"], row["name"], _coordinates(row), _count(row), _list(row["names"]))
        for row in read_table("divisions")
    )


def features() -> tuple[Feature, ...]:
    """Every place of the table that is neither country nor division nor, mostly, populated place."""
    return tuple(
        Feature(
            row["place_id"], row["name"], row["feature_class"], row["feature_code"], _coordinates(row),
            row["country_code"], row["admin1_id"], _count(row),
            _list(row["names"]),
        )
        for row in read_table("features")
    )  # fmt: skip


def abbreviations() -> tuple[Abbreviations, ...]:
    """Every abbreviation."""
    return tuple(
        Abbreviations(row["geonames_id"], _list(row["alone"]), _list(row["after_place"]))
        for row in read_table("abbreviations")
    )


def read_table(name: str) -> Iterator[dict[str, str]]:
    """The rows of `name`.tsv by column; lines that begin with '#' are its description."""
    with (files(__name__) / f"{name}.tsv").open(encoding="utf-8") as lines:
        body = (line for line in lines if not line.startswith("#"))
        yield from csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_bytes(name: str) -> bytes:
    """The table as it lies in the package, for hashing."""
    return (files(__name__) / f"{name}.tsv").read_bytes()


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _count(row: dict[str, str]) -> int | None:
    return int(row["population"]) if row["population"] else None


def _coordinates(row: dict[str, str]) -> Coordinates:
    return Coordinates(float(row["latitude"]), float(row["longitude"]))
