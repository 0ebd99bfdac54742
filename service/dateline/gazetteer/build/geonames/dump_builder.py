"""The gazetteer of GeoNames in full: its standard dumps as records, with this project's tables laid over them."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from dateline.errors import FieldViolation, InvalidInputError
from dateline.gazetteer import tables
from dateline.gazetteer.build import packaged
from dateline.gazetteer.build.builder import build_gazetteer, content_hash
from dateline.gazetteer.build.geonames.alternate_names import AlternateNames, Alternates
from dateline.gazetteer.build.geonames.counterparts import Counterparts
from dateline.gazetteer.build.geonames.divisions import Divisions, Hierarchy
from dateline.gazetteer.build.geonames.dump_reader import DumpPlace, read_links, read_names, read_places
from dateline.gazetteer.build.record import Membership, Record

FEATURE_CLASSES = "AHLPRSTUV"
"""GeoNames' classes: divisions, waters, areas, populated places, roads, spots, mountains, undersea, vegetation."""
_SOURCE = "GeoNames (CC BY 4.0), dump"
_DIVISION_CODES = ("ADM1", "ADM2")
# Each further name adds this prominence to an uninhabited feature; a famous mountain has dozens of names.
_FAME_OF_A_NAME = 100.0
_FAME_OF_A_HAMLET = 10.0


@dataclass(frozen=True, slots=True)
class Dump:
    """The files of GeoNames to build from, zipped or not, and which of their places to keep: by default all.

    `countries` (ISO 3166-1 alpha-2 codes) and `feature_classes` (letters of FEATURE_CLASSES) are filters. First and
    second-order divisions of the kept countries pass them, because places lie in these, and so do this project's own
    tables. Raises InvalidInputError for a filter that is no such code or letter.
    """

    places: Path
    alternate_names: Path | None = None
    hierarchy: Path | None = None
    countries: tuple[str, ...] = ()
    feature_classes: tuple[str, ...] = ()

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
        return tuple(path for path in (self.places, self.alternate_names, self.hierarchy) if path is not None)

    def keeps(self, place: DumpPlace) -> bool:
        """Returns whether the filters keep `place`."""
        if self.countries and place.country_code not in self.countries:
            return False
        if not self.feature_classes or place.feature_class in self.feature_classes:
            return True
        return place.is_country or (place.feature_class == "A" and place.feature_code in _DIVISION_CODES)


@dataclass(frozen=True, slots=True)
class _Survey:
    """The results of a first pass over all places."""

    row_count: int
    divisions: Divisions
    counterparts: Counterparts


def dump_revision(dump: Dump) -> str:
    """Returns the revision of a gazetteer of this dump: the content hash, each file with its digest, and the filters.

    Raises InvalidInputError where a file is missing.
    """
    return _revision(_inputs(dump), _filters(dump))


def build_from_dump(path: Path, dump: Dump, *, progress: bool = False) -> None:
    """Writes a gazetteer of GeoNames' dumps to `path`, whole or not at all, in memory that does not grow with them.

    Scratch files of about the size of the unzipped dumps go to the folder for temporary files (TMPDIR). Raises
    InvalidInputError, which names file and line, for a dump that is wrong or cut short.
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
        build_gazetteer(
            path,
            progress=progress,
            records=_records(dump, survey, alternates, hierarchy),
            record_count=survey.row_count,
            revision=_revision(inputs, filters),
            descriptions=(
                *(f"GeoNames dump (CC BY 4.0), file and SHA-256 {file}" for file in inputs),
                *(f"of it only {kept}" for kept in filters),
                *packaged.descriptions()[1:],
            ),
        )


def _revision(inputs: tuple[str, ...], filters: tuple[str, ...]) -> str:
    return "+".join((content_hash(), *inputs, *filters))


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
    divisions, counterparts = Divisions(), Counterparts(_table_records())
    row_count = 0
    for place in read_places(dump.places, progress="reading divisions" if progress else ""):
        divisions.consider(place)
        counterparts.consider(place)
        row_count += dump.keeps(place)
    if not row_count:
        raise InvalidInputError(FieldViolation(str(dump.places), "no row is of the countries and classes asked for"))
    return _Survey(row_count, divisions, counterparts)


def _records(
    dump: Dump, survey: _Survey, alternates: AlternateNames | None, hierarchy: Hierarchy | None
) -> Iterator[Record]:
    extend = packaged.table_extender()
    for record in _table_records():
        row = survey.counterparts.of(record)
        yield extend(record) if row is None else _merged(extend(record), row, survey.divisions)
    own_divisions = {division.geonames_id: division for division in tables.divisions()}
    for place in read_places(dump.places):
        if not dump.keeps(place):
            continue
        known = _listed_names(place) if alternates is None else alternates.of(place.geonames_id)
        record = _record(place, known, survey.divisions.of(place, hierarchy))
        if place.feature_class == "A" and place.feature_code.startswith("ADM"):
            record = _as_division(record, known, own_divisions.get(str(place.geonames_id)))
        yield extend(record)
    if alternates is not None:
        alternates.close()


def _table_records() -> Iterator[Record]:
    for records in (
        packaged.country_records, packaged.feature_records, packaged.new_division_records, packaged.former_records,
    ):  # fmt: skip
        yield from records()


def _merged(record: Record, row: DumpPlace, divisions: Divisions) -> Record:
    """Returns a table's record with the dump's id, point and population, which are better than those from memory."""
    lies_in = divisions.of(row)
    return replace(
        record,
        place_id=packaged.geonames_id(row.geonames_id),
        coordinates=row.coordinates,
        admin1_id=record.admin1_id or (lies_in.admin1_id if record.country_code else ""),
        admin2_id=record.admin2_id or (lies_in.admin2_id if record.country_code else ""),
        population_count=row.population_count or record.population_count,
        source=f"{_SOURCE}; name: Dateline's table",
    )


def _listed_names(place: DumpPlace) -> Alternates:
    listed = place.alternate_names.split(",") if place.alternate_names else ()
    return Alternates(tuple(filter(packaged.is_usable_alternate_name, listed)))


def _record(place: DumpPlace, known: Alternates, lies_in: Membership) -> Record:
    name = (known.english_name if place.is_country else "") or place.name
    further = known.names if place.name.isascii() else (*known.names, place.ascii_name)
    return Record(
        packaged.geonames_id(place.geonames_id),
        name,
        place.feature_class,
        place.feature_code,
        place.coordinates,
        country_code=place.country_code,
        admin1_id=lies_in.admin1_id,
        admin2_id=lies_in.admin2_id,
        population_count=place.population_count or None,
        source=_SOURCE,
        alternate_names=further if name == place.name else (place.name, *further),
        prominence=_prominence(place, name_count=len(known.names)),
    )


def _as_division(record: Record, known: Alternates, own: tables.Division | None) -> Record:
    if own is not None:
        name = own.name
    elif known.english_name or record.feature_code != "ADM1":
        name = known.english_name or record.name
    else:
        name = packaged.english_division_name(record.name, known.names)
    names = (record.name, *record.alternate_names, *(own.names if own else ()))
    return replace(
        record,
        name=name,
        alternate_names=tuple(dict.fromkeys((*names, *packaged.without_division_types((name, *names))))),
        population_count=record.population_count or (own.population_count if own else None),
    )


def _prominence(place: DumpPlace, *, name_count: int) -> float | None:
    """Returns the place's prominence where the builder's rule, made for places chosen by hand, is wrong; else None."""
    if place.is_country:
        # Countries of today are in this project's table, so that this one is of the past, or a part of another.
        return float(place.population_count or _FAME_OF_A_NAME * name_count)
    if place.population_count or place.feature_code in _DIVISION_CODES:
        return None
    return _FAME_OF_A_NAME * name_count + (_FAME_OF_A_HAMLET if place.feature_class == "P" else 0)
