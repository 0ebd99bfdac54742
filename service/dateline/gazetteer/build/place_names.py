"""The names of places in other languages, from Unicode CLDR (Unicode licence), each with its language known.

`training.place_names` wrote the table: countries and world regions, the cities that time zones are named after,
divisions of ISO 3166-2, and the cities that share their names. Table `place_names` of `dateline.gazetteer.tables` adds
names of our own knowledge.
"""

import csv
import io
import lzma
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import chain, starmap

from dateline.gazetteer import tables
from dateline.gazetteer.build.record import PlaceName

VERSION = "48.2.0"
FILE_NAME = "place_names.tsv.xz"
COLUMNS = ("place_id", "language_code", "names")


def read_bytes() -> bytes:
    """Returns the table as it lies in the package, for its digest."""
    return (files(__package__) / FILE_NAME).read_bytes()


def names_by_place() -> Mapping[str, tuple[PlaceName, ...]]:
    """Returns the names of each place, by its id; of one language, the first name is the displayed one."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for place_id, language_code, name in chain(_packaged_names(), tables.place_names()):
        found[place_id][name, language_code] = None
    return {place_id: tuple(starmap(PlaceName, names)) for place_id, names in found.items()}


def _packaged_names() -> Iterator[tuple[str, str, str]]:
    file = (files(__package__) / FILE_NAME).open("rb")
    with file, lzma.LZMAFile(file) as table, io.TextIOWrapper(table, encoding="utf-8") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)  # the names of the columns
        for place_id, language_code, names in rows:
            for name in names.split("|"):
                yield place_id, language_code, name
