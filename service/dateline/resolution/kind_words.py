"""Kind words: words in a name and beside it that call the place a division, a town or a village."""

import re

DIVISION_PLURALS = (
    "counties|provinces|states|districts|governorates|parishes|prefectures|oblasts|regions|municipalities|departments|"
    "cantons|voivodeships|local\\s+government\\s+areas"
)
# Of "the Hammer district of Elbstadt", Elbstadt is no district, but what the district lies in.
_DIVISION_BEFORE = re.compile(
    r"(?P<named>\b(?!The\b)[A-Z][\w-]+\s)?"
    r"\b(?i:county|province|state|district|governorate|region|parish|prefecture) of\s+$"
)
_DIVISION_AFTER = re.compile(
    r"\s+(?i:county|province|state|district|governorate|parish|prefecture|oblast|region|municipality)\b(?!\s+of)"
    r"|\s+(?i:(?:county|province|governorate|prefecture|oblast)\s+of|local\s+government\s+area)\b"
    r"|\s+(?i:(?:(?:deputy|lieutenant|vice)\s+)?governor|provincial|gubernatorial|velayat"
    r"|regional\s+(?:governor|government|council|administration|assembly|parliament|prosecutor|police))\b"
)
_DIVISION_NAME = re.compile(
    r".*\s(?:County|Province|State|District|Governorate|Parish|Prefecture|Oblast|Region|Municipality|Department|Division)"
    r"|(?:Co(?:unty|\.)?|(?:Province|State|Governorate|District) of|Kabupaten|Provinsi|Landkreis)\s.*"
)
_TOWN_NAME = re.compile(r".*\s(?:City|Town|Village)")
DIVISIONS_BEFORE = re.compile(
    rf"(?<!police )(?<!fire )\b(?i:{DIVISION_PLURALS}),?\s+(?i:of|such as|including|like|namely)\s+$"
)
DIVISIONS_AFTER = re.compile(rf"\s+(?i:{DIVISION_PLURALS})\b(?!\s+(?:that|its|his|her|the|how|why)\b)")
_BANK_BEFORE = re.compile(r"\bBank of (?:the )?$")
_TOWN_BEFORE = re.compile(r"(?i:city|town|village|port|capital|suburb) of\s+$|\b(?:downtown|capital,?)\s+$")
_VILLAGE = "village|hamlet|barangay|barrio|kampung|kebele"
_VILLAGES = "villages|hamlets|barangays|barrios|kebeles"
_TOWN = f"borough|neighbou?rhood|settlement|suburb|town|township|{_VILLAGE}"
_PART = (
    "block|commune|constituency|county|district|locality|mandal|municipality|parish|quarter|sub-?county|taluka?|tehsil|"
    "upazila|ward|woreda|zone"
)
PART_BETWEEN = re.compile(
    rf",?\s+(?:(?P<town>{_TOWN})|{_PART}),?\s+(?P<preposition>in|of)\s+(?:the\s+)?(?:[a-z]+\s+){{0,2}}"
)
"""What stands between the names of "the Texas town of Paris" and "Upton village in Texas", with `town` if it is one."""
PARTS_IN = re.compile(
    rf"\s+(?:{DIVISION_PLURALS}|{_VILLAGES}|blocks|boroughs|communes|neighbou?rhoods|settlements|suburbs|towns|"
    r"townships|wards|woredas),?\s+(?:in|of)\s+(?:the\s+)?"
)
"""What stands between the last of "Upton and Downton villages in Texas" and what holds them all."""
# "California, a borough south of Pittsburgh", but not "of Texas, a city manager said".
_APPOSITION = r",\s+an?\s+(?:[a-z-]+\s+){0,3}"
_ENDS_APPOSITION = (
    r"(?=[,.;:)—–]|\s+(?:about|along|and|at|between|by|east|home|in|just|known|near|north|of\s\d+|on|outside|south|that|"
    r"west|where|which|whose|with)\b)"
)
# Of "In Ohio, a town of 300 voted", Ohio is no town.
_IN_BEFORE = re.compile(r"\b(?:Across|At|From|In|Near|Outside)\s+(?:[a-z]+\s+)?$")
_TOWN_AFTER = re.compile(r"\s+(?i:city|town|village|police|mayor)\b|,? the capital\b")
_IS_TOWN = re.compile(rf"{_APPOSITION}(?:city|port|{_TOWN})\b{_ENDS_APPOSITION}")
_VILLAGE_NAME = re.compile(r".*\s(?:Village|Hamlet)|Barangay\s.*")
_VILLAGE_BEFORE = re.compile(rf"\b(?:(?i:{_VILLAGE}|{_VILLAGES})\s+of|[Bb]arangay|[Kk]ampung)\s+$")
_VILLAGE_AFTER = re.compile(rf"\s+(?:{_VILLAGE})\b")
_IS_VILLAGE = re.compile(rf"{_APPOSITION}(?:{_VILLAGE})\b{_ENDS_APPOSITION}")
VILLAGES_BEFORE = re.compile(rf"\b(?i:{_VILLAGES}),?\s+(?:of|such as|including|like|namely)\s+$")
VILLAGES_AFTER = re.compile(rf"\s+(?i:{_VILLAGES})\b")


def says_division(name: str, *, before: str, text: str, end_offset: int) -> bool:
    """Returns whether a name, the words before it, or `text` from `end_offset` on call its place a division."""
    match = _DIVISION_BEFORE.search(before)
    is_after = _DIVISION_AFTER.match(text, end_offset) is not None and _BANK_BEFORE.search(before) is None
    return (match is not None and match["named"] is None) or _DIVISION_NAME.fullmatch(name) is not None or is_after


def says_town(name: str, *, before: str, text: str, end_offset: int) -> bool:
    """Returns whether a name, the words before it, or `text` from `end_offset` on call its place a town."""
    is_beside = _TOWN_BEFORE.search(before) or _TOWN_AFTER.match(text, end_offset)
    return bool(_TOWN_NAME.fullmatch(name) or is_beside or _is_called(_IS_TOWN, before, text, end_offset))


def says_village(name: str, *, before: str, text: str, end_offset: int) -> bool:
    """Returns whether a name, the words before it, or `text` from `end_offset` on call its place a village or so."""
    is_beside = _VILLAGE_BEFORE.search(before) or _VILLAGE_AFTER.match(text, end_offset)
    return bool(_VILLAGE_NAME.fullmatch(name) or is_beside or _is_called(_IS_VILLAGE, before, text, end_offset))


def _is_called(apposition: re.Pattern[str], before: str, text: str, end_offset: int) -> bool:
    return apposition.match(text, end_offset) is not None and _IN_BEFORE.search(before) is None
