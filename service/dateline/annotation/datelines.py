"""Datelines: the place where an article says it was filed, in a dateline at its head or else in its byline."""

# ruff: noqa: RUF001  # the dashes and quotes of print

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.values import Article, ArticlePart, Dateline, Entity, EntityType, NameMatch, Resolution, Span

_HEAD_CHARS = 2_000
_HEAD_LINES = 8
_LONGEST_HEADLINE_CHARS = 160
_RUN_IN_CHARS = 300
_JUNK = " \t\r\n\xa0\ufeff\"“”'‘’«»>*•·-–—"
_UPPER = "".join(character for character in map(chr, range(0x250)) if character.isupper())
# Every repetition is bounded, and only the head's lines are read, so the length of the text costs nothing.
_SHORT_WORD = r"(?:S[Tt]e?|F[Tt]|M[Tt]|P[Tt])\."
_WORD = rf"(?:{_SHORT_WORD}|(?!{_SHORT_WORD})(?:[a-z]{{2,3}}-)?[{_UPPER}](?:[\w'’‘ʻ`]|[.-](?=\w)){{0,30}})"
_SMALL_WORD = r"(?:de|do|da|dos|del|la|las|los|le|of|al|el|am|an|der|den|du|di|on|upon|sur|y|e)"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|{_SMALL_WORD}\s{_WORD})){{0,4}}?"
_MONTH = r"(?i:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?i:uary|ruary|ch|il|ust|ember|tember|ober)?\.?"
_WEEKDAY = r"(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:(?:{_WEEKDAY},?\s)?(?:{_MONTH}\s{_DAY}|{_DAY}\s(?:of\s)?{_MONTH})(?:,?\s(?:19|20)\d\d)?|{_WEEKDAY}|"
    r"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2})(?!\w)"
)
_AGENCY = r"(?:\([A-Za-z][\w.&/ ’'-]{1,50}\)|/[^/\n]{2,40}/|\[[^\[\]\n]{2,40}\])"
_CAPITALS = r"[A-Z][A-Z.&-]{1,20}(?:\s[A-Z]{2,20}){0,2}"
_WELL_KNOWN_AGENCY = (
    r"(?:AP|Reuters|AFP|CNN|TASS|Xinhua|UPI|dpa|DPA|EFE|ANSA|SANA|IRNA|PTI|IANS|ANI|KUNA|WAM|AAP|Bloomberg|Interfax|"
    r"Kyodo|Yonhap|KCNA)"
)
_WELL_KNOWN = 30_000
"""Least prominence of a town that capitals and a dash alone make a dateline."""
_DASH = r"\s{0,2}(?:[—–\ufffd]|--|[-_|](?=\s|\Z))"
_STARTS_SENTENCE = rf"\s{{0,2}}[\"“‘'(]?[{_UPPER}\d]"
_NOT_A_PHRASE = r"(?!(?:In|At|On|From|Near|For|As|But|After|Before|Since|By|To|With)\s)"
_NOT_A_DATE = rf"(?!(?:{_MONTH}|{_WEEKDAY})(?!\w))"
_PLACES = (
    rf"{_NOT_A_PHRASE}(?P<place>{_NAME})(?:(?:/|\s(?:and|&)\s){_NAME}){{0,2}}"
    rf"(?P<containers>(?:,\s{_NOT_A_DATE}{_NAME}\.?){{0,2}})\.?"
)
_CERTAIN_TAILS = (
    rf"[,.]?\s{_DATE}[.,:]?\s?(?:{_AGENCY}|{_CAPITALS}{_DASH}|{_DASH}|(?<=[.:])(?=\s)|[.:](?=\s))",
    rf"[,.]?\s?{_AGENCY}(?:{_DASH}|[.:])",
    rf"[,.]?\s?\({_WELL_KNOWN_AGENCY}\)(?={_STARTS_SENTENCE})",
    rf"(?:\.\s{_CAPITALS}|[,.]?\s{_WELL_KNOWN_AGENCY})(?:{_DASH}|[.:])",
)
_CERTAIN = tuple(re.compile(_PLACES + tail) for tail in _CERTAIN_TAILS)
_BARE = re.compile(rf"{_PLACES}(?:{_DASH}|:(?=\s|\Z))(?P<sentence>(?={_STARTS_SENTENCE}))?")
_CAPITALISED = re.compile(rf"{_PLACES}\s(?=[{_UPPER}](?:[^\W{_UPPER}\d_]|\s))")
_SENTENCE_END = re.compile(r"[.!?][\"”’')]?\s{1,30}")
_PEOPLE = rf"{_NAME}(?:(?:,\s|,?\s(?:and|&|AND)\s){_NAME}){{0,4}}"
_BYLINE = re.compile(
    rf"(?i:by|reported by|from)\s{_PEOPLE}\s(?i:in)\s(?P<place>{_NAME})"
    rf"(?P<containers>(?:,\s{_NAME}\.?)?)(?:(?:,\s|\s(?:and|&|AND)\s|\s?[|(–—-]).*)?"
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


def find_datelines(article: Article) -> Iterator[PossibleDateline]:
    """Yields the possible datelines, the likeliest first: those at the head of the text, then those in bylines.

    They look like "MOSCOW, June 26. /TASS/", "GENEVA, Switzerland (AP) —", "LONDON/PARIS (Reuters) -", "NEW DELHI:" or
    "BERLIN The", also below title and byline, or like "By Jane Doe in Nairobi".
    """
    text = article.text
    bylines: list[PossibleDateline] = []
    start = len(text) - len(text.lstrip(_JUNK))
    run_in = start + _RUN_IN_CHARS
    follows_credit = False
    for number, (start, end, after_blank) in enumerate(_head_lines(text)):
        is_apart = number == 0 or after_blank or follows_credit
        for dateline in _read_line(text, start, end):
            if number == 0 or dateline.span.content.isupper() or (is_apart and dateline.form is DatelineForm.CREDIT):
                yield dateline
        if byline := _BYLINE.fullmatch(text, start, end):
            bylines.append(_possible(byline, DatelineForm.CREDIT))
        follows_credit = _CREDIT.match(text, start, end) is not None
        if not follows_credit and text[end - 1] in ".!?":
            break
    # The title may run into the text: "Man found in lake. HUDSON -- Officials".
    for ending in _SENTENCE_END.finditer(text, start, run_in):
        for dateline in _read_line(text, ending.end(), run_in):
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


def _read_line(text: str, start: int, end: int) -> Iterator[PossibleDateline]:
    for pattern in _CERTAIN:
        if match := pattern.match(text, start, end):
            yield _possible(match, DatelineForm.CREDIT)
            return
    match = _BARE.match(text, start, end)
    if match and (match["sentence"] is not None or match["place"].isupper()):
        yield _possible(match, DatelineForm.MARK)
        return
    match = _CAPITALISED.match(text, start, end)
    if match and match["place"].isupper() and len(match["place"]) >= 3:
        yield _possible(match, DatelineForm.CAPITALS)


def _possible(match: re.Match[str], form: DatelineForm) -> PossibleDateline:
    name, line = (Span(*match.span(group), match[group], ArticlePart.TEXT) for group in ("place", 0))
    return PossibleDateline(name, line, f"{name.content}{match['containers']}", form)


def _is_town(matches: Sequence[NameMatch]) -> bool:
    """Returns whether the best known place of a name is a town, or has a town of that name in its country."""
    country = matches[0].place.country_code
    return any(match.place.is_populated_place and match.place.country_code == country for match in matches)
