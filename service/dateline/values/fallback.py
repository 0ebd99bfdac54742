"""Answers of the fallback geocoder to names that the gazetteer lacks."""

from dataclasses import dataclass

from dateline.values.place import Place


@dataclass(frozen=True, slots=True)
class FallbackAnswer:
    """The fallback geocoder's answer to one name; `place` is None where the geocoder lacks the name, too.

    `is_exact` says whether the place's own name equals `name`, case and marks aside.
    """

    name: str
    place: Place | None
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class FallbackAnswers:
    """The answers of `geocoder` for one article, one for each name that it answered.

    `country_code` is the country that the geocoder was asked to look in, or empty. `shortfall` says why names went
    unanswered, without quoting them; it is empty where all were answered.
    """

    geocoder: str
    answers: tuple[FallbackAnswer, ...]
    country_code: str = ""
    shortfall: str = ""
