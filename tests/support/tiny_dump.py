"""GeoNames' dumps of a few places, in the real formats."""

import zipfile
from collections.abc import Sequence
from pathlib import Path


def place_line(  # noqa: PLR0917  # columns, in their order
    geonames_id: object,
    name: str,
    feature: str,
    country_code: str = "",
    admin1_code: str = "",
    admin2_code: str = "",
    *,
    latitude: object = 1.5,
    longitude: object = 2.5,
    population: object = 0,
    alternate_names: str = "",
    ascii_name: str | None = None,
) -> str:
    feature_class, _, feature_code = feature.partition("/")
    columns = (
        geonames_id, name, name if ascii_name is None else ascii_name, alternate_names, latitude, longitude,
        feature_class, feature_code, country_code, "", admin1_code, admin2_code, "", "", population, "", 7, "Etc/UTC",
        "2024-01-01",
    )  # fmt: skip
    return "\t".join(map(str, columns)) + "\n"


def name_line(geonames_id: object, language: str, name: str, flags: str = "") -> str:
    """Returns a row of alternateNamesV2; `flags` has the first letters of preferred, short, colloquial and historic."""
    marks = ["1" if letter in flags else "" for letter in "psch"]
    return "\t".join(map(str, (1, geonames_id, language, name, *marks, "", ""))) + "\n"


def write_zip(path: Path, lines: Sequence[str], *, aside: Sequence[str] = ()) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{path.stem}.txt", "".join(lines))
        for name in aside:
            archive.writestr(name, "not rows")
    return path


PLACES = (
    place_line(2635167, "United Kingdom", "A/PCLI", "GB", "00", latitude=54.75844, longitude=-2.69531, population=66),
    place_line(6252001, "United States", "A/PCLI", "US", "00", latitude=39.76, longitude=-98.5, population=327167434),
    place_line(6254925, "Kentucky", "A/ADM1", "US", "KY", latitude=38.20042, longitude=-84.87762, population=4206074),
    place_line(4302561, "Pike County", "A/ADM2", "US", "KY", "195", latitude=37.46, longitude=-82.39, population=61792),
    place_line(
        4297983, "Lexington", "P/PPLA2", "US", "KY", "067", latitude=37.98869, longitude=-84.47772, population=314488
    ),
    place_line(4304713, "Pikeville", "P/PPLA2", "US", "KY", "195", latitude=37.47, longitude=-82.51, population=7286),
    place_line(99, "Pike Hollow", "T/VAL", "US", "KY", "195", latitude=37.4, longitude=-82.4),
    place_line(98, "Lexington Bar", "P/PPLX", "US", latitude=37.98, longitude=-84.47),
    place_line(3017382, "Republic of France", "A/PCLI", "FR", "00", latitude=46, longitude=2, population=66987244),
    place_line(3012874, "Île-de-France", "A/ADM1", "FR", "11", latitude=48.5, ascii_name="Ile-de-France"),
    place_line(
        2988507, "Paris", "P/PPLC", "FR", "11", latitude=48.85341, longitude=2.3488, population=2138551,
        alternate_names="Lutece,PAR,Parigi,paris,Париж,https://en.wikipedia.org/wiki/Paris",
    ),
    place_line(484048, "Respublika Tatarstan", "A/ADM1", "RU", "73", latitude=55.5, longitude=50.8, population=3786488),
    place_line(8354411, "German Democratic Republic", "A/PCLH", "DE", "00", latitude=52.5, longitude=13.4),
    place_line(2921044, "Federal Republic of Germany", "A/PCLI", "DE", "00", latitude=51.5, longitude=10.5),
    place_line(363196, "Mediterranean Sea", "H/SEA", latitude=35.0, longitude=20.0),
    place_line(97, "Mediterranean Sea", "S/HTL", "FR", "11", latitude=48.0, longitude=2.0),
)  # fmt: skip
NAMES = (
    name_line(6252001, "en", "United States of America"),
    name_line(484048, "en", "Tatarstan", "ps"),
    name_line(484048, "en", "Republic of Tatarstan", "p"),
    name_line(484048, "ru", "Татарстан"),
    name_line(2988507, "", "Lutetia", "h"),
    name_line(2988507, "en", "City of Light", "c"),
    name_line(2988507, "iata", "Parx"),
    name_line(2988507, "abbr", "Pars"),
    name_line(2988507, "link", "https://en.wikipedia.org/wiki/Paris"),
    name_line(2988507, "wkdt", "Q90x"),
    name_line(8354411, "en", "East Germany", "p"),
)
LINKS = ("6255149\t6252001\tADM\n", "6252001\t6254925\tADM\n", "6254925\t4302561\tADM\n", "4302561\t98\n")
