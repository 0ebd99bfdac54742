"""Tables of facts that no packaged gazetteer holds, each with its source in its own head."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from dateline.values import Coordinates, Former

NAMES = (
    "countries", "divisions", "new_divisions", "former_divisions", "features", "former_names", "well_known", "demonyms",
    "local_demonyms", "abbreviations", "place_names",
)  # fmt: skip
"""The names of the tables that a gazetteer is built from, in the order in which the content hash reads them.

Other tables are read where names are looked up, and change no gazetteer.
"""


@dataclass(frozen=True, slots=True)
class Demonym:
    """A word for a country's people or things, and the country's ISO 3166-1 alpha-2 code."""

    name: str
    country_code: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country or dependent territory; `capital_id` is the GeoNames id of its capital, or empty."""

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
    """A first-order division, with facts that the packages lack."""

    geonames_id: str
    name: str
    coordinates: Coordinates
    population_count: int | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewDivision:
    """A first-order division of today that the packages lack or name otherwise.

    `since_year` is None where only its name is new. `part_ids` are the packages' divisions that it is made of,
    and towns in it.
    """

    place_id: str
    name: str
    coordinates: Coordinates
    country_code: str
    since_year: int | None
    part_ids: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormerDivision:
    """A first-order division (ADM1H) or a state (PCLH) of the past; `country_code` is empty where several followed."""

    place_id: str
    name: str
    feature_code: str
    coordinates: Coordinates
    country_code: str
    population_count: int | None
    former: Former
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
    """A place's abbreviations: `alone` count anywhere, `after_place` only behind the name of a place in it."""

    geonames_id: str
    alone: tuple[str, ...]
    after_place: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GenericTerms:
    """Words of a language that say what kind of place a name beside them means; `added` have "~" for the name."""

    language_code: str
    feature_class: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    added: tuple[str, ...]


def demonyms() -> tuple[Demonym, ...]:
    """Returns every country's demonyms, without derived plurals."""
    return tuple(
        Demonym(name, row["country_code"]) for row in read_table("demonyms") for name in _list(row["demonyms"])
    )


def local_demonyms() -> dict[str, tuple[str, ...]]:
    """Returns the demonyms of places other than countries, by place id, without derived plurals."""
    return {row["place_id"]: _list(row["demonyms"]) for row in read_table("local_demonyms")}


def well_known() -> dict[str, float]:
    """Returns the prominence of towns that are far better known than their size tells, by place id."""
    return {row["place_id"]: float(row["prominence"]) for row in read_table("well_known")}


def former_names() -> dict[str, tuple[str, ...]]:
    """Returns the former names that count as main names, by place id: of cities, and of divisions with a new name."""
    names = {row["place_id"]: _list(row["names"]) for row in read_table("former_names")}
    for row in read_table("former_divisions"):
        if _is_renamed(row):
            names[row["place_id"]] = (*names.get(row["place_id"], ()), row["name"], *_list(row["names"]))
    return names


def countries() -> tuple[Country, ...]:
    """Returns every country and dependent territory."""
    return tuple(
        Country(
            row["country_code"], row["geonames_id"], row["name"], row["feature_code"], _coordinates(row),
            row["capital_id"], _count(row), _list(row["names"]),
        )
        for row in read_table("countries")
    )  # fmt: skip


def divisions() -> tuple[Division, ...]:
    """Returns the first-order divisions with the facts that the packages lack."""
    return tuple(
        Division(row["geonames_id"], row["name"], _coordinates(row), _count(row), _list(row["names"]))
        for row in read_table("divisions")
    )


def new_divisions() -> tuple[NewDivision, ...]:
    """Returns the first-order divisions of today that the packages lack or name otherwise."""
    return tuple(
        NewDivision(
            row["place_id"], row["name"], _coordinates(row), row["country_code"], _year(row["since_year"]),
            _list(row["part_ids"]), _list(row["names"]),
        )
        for row in read_table("new_divisions")
    )  # fmt: skip


def former_divisions() -> tuple[FormerDivision, ...]:
    """Returns the divisions and states of the past, without those that only got another name."""
    return tuple(
        FormerDivision(
            row["place_id"], row["name"], row["feature_code"], _coordinates(row), row["country_code"], _count(row),
            Former(_year(row["since_year"]), int(row["until_year"]), _list(row["successor_ids"])), _list(row["names"]),
        )
        for row in read_table("former_divisions")
        if not _is_renamed(row)
    )  # fmt: skip


def features() -> tuple[Feature, ...]:
    """Returns the places of the table of features, of which most are no countries, divisions or populated places."""
    return tuple(
        Feature(
            row["place_id"], row["name"], row["feature_class"], row["feature_code"], _coordinates(row),
            row["country_code"], row["admin1_id"], _count(row),
            _list(row["names"]),
        )
        for row in read_table("features")
    )  # fmt: skip


def abbreviations() -> tuple[Abbreviations, ...]:
    """Returns the abbreviations of every place that has any."""
    return tuple(
        Abbreviations(row["geonames_id"], _list(row["alone"]), _list(row["after_place"]))
        for row in read_table("abbreviations")
    )


def place_names() -> Iterator[tuple[str, str, str]]:
    """Yields names of places in other languages as place id, language code and name, a language's first name first."""
    for row in read_table("place_names"):
        for part in _list(row["names"]):
            codes, _, name = part.partition("=")
            for code in codes.split(","):
                yield row["place_id"], code, name


def inflections() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yields a language code, an ending of names, and the endings that it has in inflected forms; "-" is none."""
    for row in read_table("inflections"):
        yield row["language_code"], row["base"], _list(row["inflected"])


def generic_terms() -> tuple[GenericTerms, ...]:
    """Returns the words that say what kind of place a name means, in other languages than English."""
    return tuple(
        GenericTerms(
            row["language_code"], row["feature_class"], _list(row["before"]), _list(row["behind"]), _list(row["added"])
        )
        for row in read_table("generic_terms")
    )


def common_words() -> dict[str, tuple[str, ...]]:
    """Returns the words that are spelt as a form of a country's or capital's name is, by language code."""
    return {row["language_code"]: _list(row["words"]) for row in read_table("common_words")}


def read_table(name: str, *, package: str = __name__) -> Iterator[dict[str, str]]:
    """Yields the rows of a package's `name`.tsv by column, without the lines that begin with "#", which describe it."""
    with (files(package) / f"{name}.tsv").open(encoding="utf-8") as lines:
        body = (line for line in lines if not line.startswith("#"))
        yield from csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)


def read_bytes(name: str) -> bytes:
    """Returns the bytes of the table's file, for hashing."""
    return (files(__name__) / f"{name}.tsv").read_bytes()


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _year(text: str) -> int | None:
    return int(text) if text else None


def _is_renamed(row: dict[str, str]) -> bool:
    return row["successor_ids"] == row["place_id"]


def _count(row: dict[str, str]) -> int | None:
    return int(row["population"]) if row["population"] else None


def _coordinates(row: dict[str, str]) -> Coordinates:
    return Coordinates(float(row["latitude"]), float(row["longitude"]))
