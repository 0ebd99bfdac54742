"""Features: GeoNames' classes and codes in words, and what the one point of a place stands for."""

import enum
import re
from functools import cache

_COUNTRY_CODES = ("PCL", "TERR")
_WORDS = {
    "TERR": "territory", "ADM1": "first-order division", "ADM2": "second-order division",
    "ADM3": "third-order division", "ADM4": "fourth-order division",
    "CONT": "continent", "RGN": "region", "RGNH": "historical region", "CST": "coast",
    "PRK": "park", "RESN": "nature reserve", "LCTY": "locality", "PRT": "port", "PPLC": "capital",
    "PPLA": "seat of a division", "PPLX": "part of a town", "STM": "river", "CNL": "canal", "WAD": "wadi", "LK": "lake",
    "LGN": "lagoon", "RSV": "reservoir", "SEA": "sea", "OCN": "ocean", "GULF": "gulf", "BAY": "bay", "STRT": "strait",
    "CHN": "channel", "SD": "sound", "FJD": "fjord", "ESTY": "estuary", "FLLS": "waterfall", "GLCR": "glacier",
    "HBR": "harbour", "SWMP": "swamp", "RD": "road", "ST": "street", "RR": "railway", "TRL": "trail", "TNL": "tunnel",
    "MT": "mountain", "PK": "mountain", "MTS": "mountain range", "VLC": "volcano", "HLL": "hill", "HLLS": "hills",
    "RDGE": "ridge", "VAL": "valley", "CNYN": "canyon", "PASS": "pass", "PLN": "plain", "PLAT": "plateau",
    "UPLD": "highland", "DSRT": "desert", "ISL": "island", "ISLS": "islands", "PEN": "peninsula", "CAPE": "cape",
    "DLTA": "delta", "ISTH": "isthmus", "BCH": "beach", "FRST": "forest", "AIRP": "airport", "AIRB": "air base",
    "INSM": "military base", "BLDG": "building", "BDG": "bridge", "DAM": "dam", "SQR": "square", "STDM": "stadium",
    "CH": "church", "MSQE": "mosque", "PAL": "palace", "CSTL": "castle", "MNMT": "monument", "MUS": "museum",
    "TOWR": "tower", "SCH": "school", "UNIV": "university", "HSP": "hospital", "HTL": "hotel", "PRN": "prison",
    "RSTN": "railway station", "PS": "power station", "MN": "mine", "HSTS": "historical site",
    "ANS": "ancient site", "PYRS": "pyramids", "MSTY": "monastery", "TMPL": "temple", "PGDA": "pagoda",
    "SHRN": "shrine", "CMPRF": "refugee camp", "MKT": "market", "MALL": "mall", "OILR": "oil refinery",
    "CTRS": "space centre", "CAVE": "cave", "AMTH": "amphitheatre", "MFG": "factory", "OPRA": "opera house",
    "CMTY": "cemetery", "RECR": "race track", "GOVL": "seat of government", "OILF": "oil field", "GASF": "gas field",
    "RESV": "reservation", "LKN": "salt lake", "CRTR": "crater", "ESC": "escarpment", "TRNU": "trench",
    "TRGU": "trough", "TNLRR": "railway tunnel", "WALL": "wall",
}  # fmt: skip
_CLASS_WORDS = {
    "A": "division", "H": "water", "L": "area", "P": "populated place", "R": "road or railway", "S": "site",
    "T": "landform", "U": "undersea feature", "V": "forest",
}  # fmt: skip
_LINES = re.compile(r"(?:STM|CNL|WAD|STRT|CHN|FJD|CST|MTS|RDGE|VAL|CNYN|WALL|PIPE|OILP|BNDY)")
_AREAS = re.compile(r"(?:LK|LGN|RSV|SEA|OCN|GULF|BAY|SD|SWMP|GLCR|ISL|PEN|PLN|PLAT|UPLD|DSRT|DLTA|HLLS)")


class Shape(enum.StrEnum):
    """The shape that the one point of a place stands for: a spot or a town, a line such as a river, or an area.

    Where nobody knows the place's own point, it is its container's: that of the division or country that it lies in.
    """

    POINT = "POINT"
    LINE = "LINE"
    AREA = "AREA"
    CONTAINER = "CONTAINER"


def is_country_feature(feature_class: str, feature_code: str) -> bool:
    """Returns whether GeoNames gives this class and code to countries and dependent territories, past ones included."""
    return feature_class == "A" and feature_code.startswith(_COUNTRY_CODES)


@cache
def feature_word(feature_class: str, feature_code: str) -> str:
    """Returns the kind of feature in an English word or two, such as "river"; empty where the class is unknown."""
    if is_country_feature(feature_class, feature_code) and feature_code != "TERR":
        return "country"
    known = _WORDS.get(feature_code) or (_WORDS["PPLA"] if feature_code.startswith("PPLA") else "")
    return known or _CLASS_WORDS.get(feature_class, "")


@cache
def feature_shape(feature_class: str, feature_code: str) -> Shape:
    """Returns what the one point of such a feature stands for."""
    if feature_class == "R" or _LINES.match(feature_code):
        return Shape.LINE
    if feature_class in ("A", "L", "V") or _AREAS.match(feature_code):
        return Shape.AREA
    return Shape.POINT
