"""Counterparts: the rows of a dump that stand for the same places as rows of this project's own tables."""

from collections.abc import Iterable
from dataclasses import replace

from dateline.gazetteer.build.geonames.dump_reader import DumpPlace
from dateline.gazetteer.build.record import Record, geonames_id
from dateline.geodesy import distance_km

_WIDE_CODES = frozenset("DSRT GULF ISLS MTS OCN PEN RGN SEA STM STRT".split())
_WIDE_REACH_KM = 500.0
_REACH_KM = 50.0


class Counterparts:
    """The row of a dump for each record of a table, once every row has been passed to `consider`.

    A record with a GeoNames id has the row of that id. A record with an id of this project has the nearest row of the
    same name, feature code and country, if it is near enough for a point that was written down from memory.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._ids: set[str] = set()
        self._named: dict[str, list[Record]] = {}
        self._rows: dict[str, tuple[float, DumpPlace]] = {}
        for record in records:
            if record.place_id.startswith("geonames:"):
                self._ids.add(record.place_id)
            else:
                for name in {record.name, *record.alternate_names}:
                    self._named.setdefault(name, []).append(record)

    def consider(self, place: DumpPlace) -> None:
        """Takes note of `place` where it may be the place of a record."""
        place_id = geonames_id(place.geonames_id)
        if place_id in self._ids:
            self._rows[place_id] = (0.0, place)
        for record in (*self._named.get(place.name, ()), *self._named.get(place.ascii_name, ())):
            if record.feature_code != place.feature_code or record.country_code not in ("", place.country_code):
                continue
            assert record.coordinates is not None
            away_km = distance_km(record.coordinates, place.coordinates)
            reach_km = _WIDE_REACH_KM if record.feature_code in _WIDE_CODES else _REACH_KM
            if away_km <= min(reach_km, self._rows.get(record.place_id, (reach_km,))[0]):
                self._rows[record.place_id] = (away_km, place)

    def of(self, record: Record) -> DumpPlace | None:
        """Returns the row of the record's place, or None."""
        row = self._rows.get(record.place_id)
        return None if row is None else row[1]

    def with_row_ids(self, record: Record) -> Record:
        """Returns the record with the ids of the dump wherever it names a place that has a row, itself included."""
        former = record.former
        named = (record.place_id, record.admin1_id, record.admin2_id, *(former.successor_ids if former else ()))
        if self._rows.keys().isdisjoint(named):
            return record
        return replace(
            record,
            place_id=self._row_id(record.place_id),
            admin1_id=self._row_id(record.admin1_id),
            admin2_id=self._row_id(record.admin2_id),
            former=former and replace(former, successor_ids=tuple(map(self._row_id, former.successor_ids))),
        )

    def _row_id(self, place_id: str) -> str:
        row = self._rows.get(place_id)
        return place_id if row is None else geonames_id(row[1].geonames_id)
