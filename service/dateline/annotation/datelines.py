"""Datelines: the place where an article says it was filed, in a dateline at its head or else in its byline."""

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.annotation.dateline_patterns import NAME, DatelinePatterns, dateline_patterns
from dateline.values import Article, ArticlePart, Dateline, Entity, EntityType, NameMatch, Resolution, Span

_HEAD_CHARS = 2_000
_HEAD_LINES = 8
_LONGEST_HEADLINE_CHARS = 160
_RUN_IN_CHARS = 300
_JUNK = " \t\r\n\xa0\ufeff\"“”„'‘’«»>*•·-–—\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_WELL_KNOWN = 30_000
"""Least prominence of a town that capitals and a dash alone make a dateline."""
_SENTENCE_END = re.compile(r"[.!?][\"”’')]?\s{1,30}")
_PEOPLE = rf"{NAME}(?:(?:,\s|,?\s(?:and|&|AND)\s){NAME}){{0,4}}"
_BYLINE = re.compile(
    rf"(?i:by|reported by|from)\s{_PEOPLE}\s(?i:in)\s(?P<place>{NAME})"
    rf"(?P<containers>(?:,\s{NAME}\.?)?)(?:(?:,\s|\s(?:and|&|AND)\s|\s?[|(–—-]).*)?"
)
_CREDIT = re.compile(r"(?i:by\s|reported by\s|from\s|\S{1,30}\s?\S{0,30}\s(?:staff|writer|correspondent|reporter)s?\b)")


class DatelineForm(enum.Enum):
    """The form of a dateline, as in the examples; the weakest first."""

    CAPITALS = "WASHINGTON Lawmakers met"
    MARK = "WASHINGTON — Lawmakers met"
    CREDIT = "WASHINGTON (AP) Lawmakers met"


@dataclass(frozen=True, slots=True)
class PossibleDateline:
    """A name that may be where the article was filed.

    `line` is the whole dateline or byline, `query` the name with its containers ("PARIS, Texas").
    """

    span: Span
    line: Span
    query: str
    form: DatelineForm

    def is_dateline(self, matches: Sequence[NameMatch], types: frozenset[EntityType]) -> bool:
        """Returns whether this is a dateline.

        `matches` are the gazetteer's of the name, `types` those of the mentions that overlap the name. Where none
        of them is a place, there must be none at all, the gazetteer must know the name, and more than capitals must
        mark it. A name without date, agency or byline must be a town's, since "Syria: Rebels advance" tells the topic.
        Unless a mention of a place overlaps it, it must be in capitals, since "Apple - The maker of" is no dateline,
        and a well-known town's, since "GOLF -" heads a section and is a village in Illinois.
        """
        is_place, is_upper = EntityType.PLACE in types, self.span.content.isupper()
        if not is_place and (types or not matches or self.form is DatelineForm.CAPITALS):
            return False
        if self.form is DatelineForm.CREDIT:
            return True
        if not matches:
            return is_upper
        if is_place:
            return _is_town(matches)
        return (
            is_upper and (matches[0].prominence >= _WELL_KNOWN or self.query != self.span.content) and _is_town(matches)
        )


def find_datelines(article: Article, *, language_code: str = "en") -> Iterator[PossibleDateline]:
    """Yields the possible datelines, the likeliest first: those at the head of the text, then those in bylines.

    They look like "MOSCOW, June 26. /TASS/", "GENEVA, Switzerland (AP) —", "LONDON/PARIS (Reuters) -", "NEW DELHI:" or
    "BERLIN The", also below title and byline, or like "By Jane Doe in Nairobi"; in other languages than English like
    "ZAGREB, 3. studenoga (Hina)" or "MTI, Budapest". `language_code` is the BCP-47 tag of the article's language.
    """
    text, patterns = article.text, dateline_patterns(language_code)
    bylines: list[PossibleDateline] = []
    head = len(text) - len(text.lstrip(_JUNK))
    run_in_end = head + _RUN_IN_CHARS
    follows_credit = False
    for number, (start, end, after_blank) in enumerate(_head_lines(text)):
        is_apart = number == 0 or after_blank or follows_credit
        for dateline in _read_line(text, start, end, patterns):
            if number == 0 or dateline.span.content.isupper() or (is_apart and dateline.form is DatelineForm.CREDIT):
                yield dateline
        if byline := _BYLINE.fullmatch(text, start, end):
            bylines.append(_possible(byline, DatelineForm.CREDIT))
        follows_credit = _CREDIT.match(text, start, end) is not None
        if not follows_credit and text[end - 1] in ".!?":
            break
    # The title may run into the text: "Man found in lake. HUDSON -- Officials".
    for ending in _SENTENCE_END.finditer(text, head, run_in_end):
        for dateline in _read_line(text, ending.end(), run_in_end, patterns):
            if dateline.span.content.isupper() and dateline.form is not DatelineForm.CAPITALS:
                yield dateline
    yield from bylines


def place_dateline(
    possible: PossibleDateline | None, entities: Sequence[Entity], *, unmentioned: Resolution | None
) -> Dateline | None:
    """Returns the dateline with the place entity mentioned there, or else with the place of `unmentioned`."""
    if possible is None:
        return None
    span = possible.span
    for entity in entities:
        for mention in entity.mentions:
            there = mention.span.start_offset < span.end_offset and span.start_offset < mention.span.end_offset
            if there and mention.span.part is span.part and entity.type is EntityType.PLACE:
                return Dateline(mention.span, entity.resolution.place if entity.resolution else None, entity.entity_id)
    return Dateline(span, unmentioned.place if unmentioned else None)


def _head_lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yields the bounds of the head's lines, without quotes and bullets, and whether each follows a blank line.

    The head ends with the first line that is too long for a headline.
    """
    position = len(text) - len(text.lstrip(_JUNK))
    limit = position + _HEAD_CHARS
    after_blank, count = False, 0
    while position < min(limit, len(text)) and count < _HEAD_LINES:
        newline = text.find("\n", position, limit)
        line_end = newline if newline >= 0 else min(limit, len(text))
        line = text[position:line_end]
        start, end = line_end - len(line.lstrip(_JUNK)), position + len(line.rstrip())
        if start < end:
            yield start, end, after_blank
            if end - start > _LONGEST_HEADLINE_CHARS:
                return
            count += 1
        after_blank = start >= end
        position = line_end + 1


def _read_line(text: str, start: int, end: int, patterns: DatelinePatterns) -> Iterator[PossibleDateline]:
    for pattern in patterns.certain:
        if match := pattern.match(text, start, end):
            yield _possible(match, DatelineForm.CREDIT)
            return
    match = patterns.bare.match(text, start, end)
    if match and (match["sentence"] is not None or match["place"].isupper()):
        yield _possible(match, DatelineForm.MARK)
        return
    match = patterns.capitalised.match(text, start, end)
    if match and match["place"].isupper() and len(match["place"]) >= 3:
        yield _possible(match, DatelineForm.CAPITALS)


def _possible(match: re.Match[str], form: DatelineForm) -> PossibleDateline:
    name, line = (Span(*match.span(group), match[group], ArticlePart.TEXT) for group in ("place", 0))
    return PossibleDateline(name, line, f"{name.content}{match['containers']}", form)


def _is_town(matches: Sequence[NameMatch]) -> bool:
    """Returns whether the best known place of a name is a town, or has a town of that name in its country."""
    country = matches[0].place.country_code
    return any(match.place.is_populated_place and match.place.country_code == country for match in matches)
