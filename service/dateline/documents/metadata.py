"""Metadata that formats share: languages, times and datelines, each in one form."""

import re
import unicodedata
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from dateline.values import given_language

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_TIME = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:[Tt ]\d{2}.*)?")
_MONTHS = "January February March April May June July August September October November December".split()
# A place at the head, then what closes a dateline: "(ANSA) - Rome, October 11 -", "NEW YORK (AP) —", "GENEVA:".
_BEFORE_PLACE = r"\W{0,5}(?:\([^()\n]{2,40}\)\W{0,5})?"
_AFTER_PLACE = r"(?!\w)[^\n]{0,60}?(?:[—–:)/]|--|\s-\s|\.-)"


def language_tag(value: str) -> str:
    """Returns a language as a BCP-47 tag in its usual case ("en_us" gives "en-US"), or "" where it is none."""
    tag = value.strip().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        return ""
    language, *subtags = tag.split("-")
    shapes = {2: str.upper, 4: str.title}  # RFC 5646, 2.1.1
    return "-".join([language.lower(), *(shapes.get(len(each), str.lower)(each) for each in subtags)])


def aware_time(value: str) -> datetime | None:
    """Returns a time of RFC 3339 or ISO 8601 (extended or basic) in UTC, or None where it is none.

    Without an offset it is taken as UTC, and a date alone as its midnight.
    """
    written = written_time(value)
    try:
        return written and written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
    except OverflowError:  # of the years 1 and 9999
        return None


def written_time(value: str) -> datetime | None:
    """Returns a time as it is written, offset and all, or None where it is none."""
    value = value.strip()
    try:
        return datetime.fromisoformat(value) if _TIME.fullmatch(value) else None
    except ValueError:
        return None


def host_of(url: str) -> str:
    """Returns the host of an absolute address without "www.", else an empty string."""
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def with_dateline(text: str, *, place: str, day: date | str | None = None, language_code: str = "") -> str:
    """Returns the text with a dateline at its head, "PARIS, Texas, June 26 - ", unless it begins with that place.

    `place` may have containers behind commas. `day` is a date, or the format's own words for one. A date in a text
    that is not declared as English is given in figures.
    """
    place = " ".join(place.split()).strip(" ,.:-–—")
    city, comma, containers = place.partition(",")
    if not city or _begins_with(text, city):
        return text
    if isinstance(day, date):
        is_english = given_language(language_code).code in ("", "en")
        day = f"{_MONTHS[day.month - 1]} {day.day}" if is_english else day.strftime("%Y-%m-%d")
    return f"{city.upper()}{comma}{containers}{f', {day}' if day else ''} - {text}"


def _begins_with(text: str, city: str) -> bool:
    head, name = (unicodedata.normalize("NFC", each).casefold() for each in (text[:200], city))
    return re.match(_BEFORE_PLACE + re.escape(name) + _AFTER_PLACE, head) is not None
