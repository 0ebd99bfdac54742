"""What a geocoder outside says of names that the gazetteer does not hold."""

from dataclasses import dataclass

from dateline.values.place import Place


@dataclass(frozen=True, slots=True)
class FallbackAnswer:
    """What a geocoder says of a name that the gazetteer does not hold; `place` None means that it knows none either.

    `is_exact` says whether the place's own name is the one asked for, case and marks aside.
    """

    name: str
    place: Place | None
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class FallbackAnswers:
    """The answers of the fallback geocoder for one article: one for each name that `geocoder` answered.

    `country_code` is the country it was asked to look in, or empty. `shortfall` says in words, without quoting any, why
    names went unanswered; it is empty when none did.
    """

    geocoder: str
    answers: tuple[FallbackAnswer, ...]
    country_code: str = ""
    shortfall: str = ""
