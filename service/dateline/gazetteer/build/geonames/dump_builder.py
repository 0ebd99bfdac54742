"""The gazetteer of GeoNames' standard dumps: all of them, or whole countries beside the packaged world.

This project's tables are laid over them in either case.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from dateline.errors import FieldViolation, InvalidInputError
from dateline.gazetteer import tables
from dateline.gazetteer.build import packaged
from dateline.gazetteer.build.builder import build_gazetteer, content_hash
from dateline.gazetteer.build.geonames.alternate_names import AlternateNames
from dateline.gazetteer.build.geonames.counterparts import Counterparts
from dateline.gazetteer.build.geonames.divisions import Divisions, Hierarchy
from dateline.gazetteer.build.geonames.dump_reader import DumpPlace, read_links, read_names, read_places
from dateline.gazetteer.build.geonames.dump_records import (
    DIVISION_CODES,
    as_division,
    listed_names,
    merged_record,
    place_record,
)
from dateline.gazetteer.build.package_records import code_memberships
from dateline.gazetteer.build.record import Record
from dateline.gazetteer.build.table_records import table_extender, table_records

FEATURE_CLASSES = "AHLPRSTUV"
"""GeoNames' classes: divisions, waters, areas, populated places, roads, spots, mountains, undersea, vegetation."""
_WHOLE_WORLD = "allcountries"
"""The name of the one file that has many countries and all of their places, in lower case."""


@dataclass(frozen=True, slots=True)
class Dump:
    """The files of GeoNames to build from, zipped or not, and which of their places to keep: by default all.

    `places` are allCountries or files of single countries; with `is_beside_packaged` the packaged gazetteer's places
    are there, too, and come first where both know a place. `countries` (ISO 3166-1 alpha-2 codes) and `feature_classes`
    (letters of FEATURE_CLASSES) are filters. First and second-order divisions of the kept countries pass them, because
    places lie in these, and so do this project's own tables. Raises InvalidInputError for a filter that is no such code
    or letter.
    """

    places: tuple[Path, ...]
    alternate_names: Path | None = None
    hierarchy: Path | None = None
    countries: tuple[str, ...] = ()
    feature_classes: tuple[str, ...] = ()
    is_beside_packaged: bool = False

    def __post_init__(self) -> None:
        for code in self.countries:
            if not re.fullmatch(r"[A-Z]{2}", code):
                raise InvalidInputError(FieldViolation("countries", f"{code!r} is no ISO 3166-1 alpha-2 code"))
        for letter in self.feature_classes:
            if len(letter) != 1 or letter not in FEATURE_CLASSES:
                raise InvalidInputError(
                    FieldViolation("feature_classes", f"{letter!r} is none of {', '.join(FEATURE_CLASSES)}")
                )

    @property
    def paths(self) -> tuple[Path, ...]:
        """The paths of the files that are given."""
        return tuple(path for path in (*self.places, self.alternate_names, self.hierarchy) if path is not None)

    def keeps(self, place: DumpPlace) -> bool:
        """Returns whether the filters keep `place`."""
        if self.countries and place.country_code not in self.countries:
            return False
        if not self.feature_classes or place.feature_class in self.feature_classes:
            return True
        return place.is_country or (place.feature_class == "A" and place.feature_code in DIVISION_CODES)


@dataclass(slots=True)
class _Survey:
    """The results of a first pass over all places; `whole_countries` are codes."""

    divisions: Divisions
    counterparts: Counterparts
    row_count: int = 0
    whole_countries: set[str] = field(default_factory=set)


def dump_revision(dump: Dump) -> str:
    """Returns the revision of a gazetteer of this dump: the content hash, each file with its digest, and the filters.

    Raises InvalidInputError where a file is missing.
    """
    return _revision(dump, _inputs(dump), _filters(dump))


def build_from_dump(
    path: Path, dump: Dump, *, progress: bool = False, packaged_records: Iterable[Record] | None = None
) -> None:
    """Writes a gazetteer of GeoNames' dumps to `path`, whole or not at all, in memory that does not grow with them.

    Scratch files of about the size of the unzipped dumps go to the folder for temporary files (TMPDIR). A dump beside
    the packaged gazetteer is put beside `packaged_records`, by default all of them. Raises InvalidInputError, which
    names file and line, for a dump that is wrong or cut short.
    """
    inputs, filters = _inputs(dump), _filters(dump)
    survey = _survey(dump, progress=progress)
    with ExitStack() as stack:
        alternates = hierarchy = None
        if dump.alternate_names is not None:
            names = read_names(dump.alternate_names, progress="reading alternate names" if progress else "")
            alternates = stack.enter_context(AlternateNames(names))
        if dump.hierarchy is not None:
            links = read_links(dump.hierarchy, progress="reading the hierarchy" if progress else "")
            hierarchy = stack.enter_context(Hierarchy(links))
        extend = table_extender()
        records = chain(
            _known_records(dump, survey, extend, packaged_records=packaged_records),
            map(extend, _records(dump, survey, alternates, hierarchy)),
        )
        build_gazetteer(
            path,
            progress=progress,
            records=map(survey.counterparts.with_row_ids, records),
            record_count=survey.row_count + (packaged.RECORD_COUNT if dump.is_beside_packaged else 0),
            revision=_revision(dump, inputs, filters),
            descriptions=(
                *(f"GeoNames dump (CC BY 4.0), file and SHA-256 {file}" for file in inputs),
                *(f"of it only {kept}" for kept in filters),
                *packaged.descriptions()[0 if dump.is_beside_packaged else 1 :],
            ),
            whole_countries=survey.whole_countries,
        )


def _revision(dump: Dump, inputs: tuple[str, ...], filters: tuple[str, ...]) -> str:
    packaged_part = ("packaged",) if dump.is_beside_packaged else ()
    return "+".join((content_hash(), *packaged_part, *inputs, *filters))


def _inputs(dump: Dump) -> tuple[str, ...]:
    """Returns each file's name with the beginning of its SHA-256."""
    inputs = []
    for path in dump.paths:
        if not path.is_file():
            raise InvalidInputError(FieldViolation(str(path), "no such file"))
        with path.open("rb") as file:
            inputs.append(f"{path.name}:{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}")
    return tuple(inputs)


def _filters(dump: Dump) -> tuple[str, ...]:
    given = (("countries", dump.countries), ("classes", dump.feature_classes))
    return tuple(f"{name}:{','.join(sorted(values))}" for name, values in given if values)


def _survey(dump: Dump, *, progress: bool) -> _Survey:
    survey = _Survey(
        Divisions(code_memberships() if dump.is_beside_packaged else None),
        Counterparts(table_records()),
    )
    for path in dump.places:
        kept_count, country_codes = 0, set()
        for place in read_places(path, progress="reading divisions" if progress else ""):
            survey.divisions.consider(place)
            survey.counterparts.consider(place)
            country_codes.add(place.country_code)
            kept_count += dump.keeps(place)
        if not kept_count:
            raise InvalidInputError(FieldViolation(str(path), "no row is of the countries and classes asked for"))
        survey.row_count += kept_count
        survey.whole_countries |= _whole_countries(dump, path, country_codes - {""})
    return survey


def _whole_countries(dump: Dump, path: Path, country_codes: set[str]) -> set[str]:
    """Returns the countries of which a file has all towns and villages.

    GeoNames has files of many countries that hold their larger towns alone, such as cities500.zip.
    """
    if dump.feature_classes and "P" not in dump.feature_classes:
        return set()
    if len(country_codes) > 1 and path.stem.lower() != _WHOLE_WORLD:
        return set()
    return country_codes.intersection(dump.countries) if dump.countries else country_codes


def _known_records(
    dump: Dump, survey: _Survey, extend: Callable[[Record], Record], *, packaged_records: Iterable[Record] | None
) -> Iterator[Record]:
    """Yields what stands before the dump's places: the packaged records, or this project's tables with its points."""
    if dump.is_beside_packaged:
        yield from packaged.packaged_records(extend) if packaged_records is None else packaged_records
        return
    for record in table_records():
        row = survey.counterparts.of(record)
        yield extend(record) if row is None else merged_record(extend(record), row, survey.divisions)


def _records(
    dump: Dump, survey: _Survey, alternates: AlternateNames | None, hierarchy: Hierarchy | None
) -> Iterator[Record]:
    own_divisions = {division.geonames_id: division for division in tables.divisions()}
    for place in (place for path in dump.places for place in read_places(path)):
        if not dump.keeps(place):
            continue
        known = listed_names(place) if alternates is None else alternates.of(place.geonames_id)
        record = place_record(place, known, survey.divisions.of(place, hierarchy))
        if place.feature_class == "A" and place.feature_code.startswith("ADM"):
            record = as_division(record, known, own_divisions.get(str(place.geonames_id)))
        yield record
    if alternates is not None:
        alternates.close()
