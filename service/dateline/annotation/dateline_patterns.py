"""Dateline patterns: how datelines are written, in English and in the other languages served.

Every repetition is bounded, so that a pattern costs no more than the head of an article.
"""

# ruff: noqa: RUF001  # the dashes, quotes and letters of print

import re
from dataclasses import dataclass
from functools import cache

from dateline.values import given_language

_LATIN = "".join(character for character in map(chr, range(0x250)) if character.isupper())
_DASH = r"\s{0,2}(?:[—–\ufffd]|--|[-_|](?=\s|\Z))"


@dataclass(frozen=True, slots=True)
class DatelinePatterns:
    """The patterns of one language, with groups `place` and `containers`.

    `certain` have a date or an agency, `bare` a dash or colon alone, with a group `sentence` where one begins behind
    it; `capitalised` have nothing but capitals.
    """

    certain: tuple[re.Pattern[str], ...]
    bare: re.Pattern[str]
    capitalised: re.Pattern[str]


# English
_SHORT_WORD = r"(?:S[Tt]e?|F[Tt]|M[Tt]|P[Tt])\."
_WORD = rf"(?:{_SHORT_WORD}|(?!{_SHORT_WORD})(?:[a-z]{{2,3}}-)?[{_LATIN}](?:[\w'’‘ʻ`]|[.-](?=\w)){{0,30}})"
_SMALL_WORD = r"(?:de|do|da|dos|del|la|las|los|le|of|al|el|am|an|der|den|du|di|on|upon|sur|y|e)"
NAME = rf"{_WORD}(?:\s(?:{_WORD}|{_SMALL_WORD}\s{_WORD})){{0,4}}?"
"""A place's or a person's name in an English dateline or byline."""

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
_STARTS_SENTENCE = rf"\s{{0,2}}[\"“‘'(]?[{_LATIN}\d]"
_NOT_A_PHRASE = r"(?!(?:In|At|On|From|Near|For|As|But|After|Before|Since|By|To|With)\s)"
_NOT_A_DATE = rf"(?!(?:{_MONTH}|{_WEEKDAY})(?!\w))"
_PLACES = (
    rf"{_NOT_A_PHRASE}(?P<place>{NAME})(?:(?:/|\s(?:and|&)\s){NAME}){{0,2}}"
    rf"(?P<containers>(?:,\s{_NOT_A_DATE}{NAME}\.?){{0,2}})\.?"
)
_ENGLISH = DatelinePatterns(
    (
        re.compile(
            rf"{_PLACES}[,.]?\s{_DATE}[.,:]?\s?"
            rf"(?:{_AGENCY}|{_CAPITALS}{_DASH}|{_DASH}|(?<=[.:])(?=\s)|[.:](?=\s))"
        ),
        re.compile(rf"{_PLACES}[,.]?\s?{_AGENCY}(?:{_DASH}|[.:])"),
        re.compile(rf"{_PLACES}[,.]?\s?\({_WELL_KNOWN_AGENCY}\)(?={_STARTS_SENTENCE})"),
        re.compile(rf"{_PLACES}(?:\.\s{_CAPITALS}|[,.]?\s{_WELL_KNOWN_AGENCY})(?:{_DASH}|[.:])"),
    ),
    re.compile(rf"{_PLACES}(?:{_DASH}|:(?=\s|\Z))(?P<sentence>(?={_STARTS_SENTENCE}))?"),
    re.compile(rf"{_PLACES}\s(?=[{_LATIN}](?:[^\W{_LATIN}\d_]|\s))"),
)

# The other languages, together: what tells a dateline, its date and its agency, looks alike in all that have capitals.
_MONTH_STEMS = (
    "jan gen ene ian oca jän sty sij tammi "
    "feb fév fev lut velj şub helmi "
    "mar már mär maa mrt ožu "
    "apr abr avr ápr kwi tra nis huhti "
    "mai maj may mag mei máj svi touko "
    "jun juin giu iun lip haz kes jún cze "
    "jul juil lug iul srp tem hein júl "
    "aug aoû ago agu agt ağu avg elo sie kol "
    "sep set eyl syys szept wrz ruj "
    "oct okt ott out eki loka paź lis "
    "nov noi kas marras stu "
    "dec déc dez des dic ara joulu gru pro "
    "янв фев мар апр мая май июн июл авг сен окт ноя дек "
    "січ лют бер кві тра чер лип сер вер жов лис гру "
    "јан феб мај јун јул сеп нов дец"
)
_ARABIC_MONTHS = (
    "يناير فبراير مارس أبريل إبريل ابريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر شباط آذار "
    "نيسان أيار حزيران تموز آب أيلول جانفي فيفري أفريل ماي جوان جويلية أوت"
)
_ANY_MONTH = (
    rf"(?:(?i:{'|'.join(sorted(set(_MONTH_STEMS.split()), reverse=True))})[^\W\d_]{{0,9}}\.?"
    rf"|(?:{'|'.join(_ARABIC_MONTHS.split())}|(?:كانون|تشرين)\sال(?:أول|ثاني))(?:\s?/\s?[؀-ۿ]{{2,10}}(?:\sال[؀-ۿ]{{2,6}})?)?)"
)
_WEEKDAY_BEFORE = r"(?:[^\W\d_]{2,14}\.?,?\s)"
_YEAR = r"(?:19|20)\d\d"
_SPELT_DAY = rf"(?:\d{{1,2}}(?:\.|er|º|°)?\s(?:de\s)?{_ANY_MONTH}|(?:{_YEAR}\.?\s)?{_ANY_MONTH}\s\d{{1,2}}\.?)"
_ANY_DATE = (
    rf"(?:{_SPELT_DAY}(?:,?\s(?:del?\s)?{_YEAR}\.?(?:\s(?:г|р|r)\.)?)?(?:,\s[^\W\d_]{{4,12}})?"
    rf"|{_YEAR}-\d\d-\d\d|\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?(?:(?:\d\d){{1,2}}\.?)?)(?!\w)"
)
_CASED = "".join(character for character in map(chr, range(0x530)) if character.isupper())
_CASED_WORD = (
    rf"(?:{_SHORT_WORD}|(?!{_SHORT_WORD})(?:[^\W\d_]{{2,3}}-)?[{_CASED}](?:[\w'’‘ʻ`\u0300-\u036f]|[.-](?=\w)){{0,30}})"
)
_ANY_SMALL_WORD = (
    r"(?:a|al|am|an|az|bei|d|da|de|del|della|den|der|des|di|do|dos|du|e|el|en|et|i|im|in|la|las|le|les|los|na|nad|"
    r"ob|of|og|och|pod|sous|sul|sur|van|y|на|над|под)"
)
_CASED_NAME = rf"{_CASED_WORD}(?:\s(?:{_CASED_WORD}|{_ANY_SMALL_WORD}\s{_CASED_WORD})){{0,4}}?"
_ARABIC_WORD = "[\u0620-\u065f\u0670-\u06d3]{2,20}"
_ANY_NAME = rf"(?:{_CASED_NAME}|{_ARABIC_WORD}(?:\s{_ARABIC_WORD}){{0,2}}?)"
_ANY_AGENCY = r"(?:\([^\W\d_][\w.&/ ’'+-]{1,50}\)|/[^/\n]{2,40}/|\[[^\[\]\n]{2,40}\])"
_AGENCIES = (
    "AA|AFP|AGI|Adnkronos|Agerpres|AGERPRES|Ag[êe]ncia Brasil|Agência Lusa|ANP|ANSA|ANTARA|Antara|AP|APA|Askanews|"
    "askanews|Belga|Beta|BTA|CNN Indonesia|CTK|ČTK|DHA|dpa|DPA|dpa-AFX|EFE|Europa Press|FENA|FoNet|Hina|HINA|İHA|IHA|"
    "Interfax|KOMPAS\\.com|Kyodo|Liputan6\\.com|LUSA|Lusa|Mediafax|MINA|MTI|NTB|PAP|Reuters|Ritzau|SDA|sda|SITA|SRNA|"
    "STT|Tanjug|TANJUG|TASR|TASS|Télam|TEMPO\\.CO|TT|UPI|Xinhua|"
    "Интерфакс(?:-Україна)?|РИА Новости|ТАСС|Танјуг|УНІАН|УНН|Укринформ|Укрінформ|Бета|"
    "أ ف ب|أ\\.ف\\.ب|ا ف ب|د ب أ|رويترز|سانا|سبأ|شينخوا|قنا|كونا|بترا|وام|واس|وفا|الأناضول|وكالات"
)
_ANY_STARTS_SENTENCE = rf"\s{{0,2}}[\"“‘'„«(]?(?:[{_CASED}\d]|[\u0620-\u06d3])"
_NOT_A_PHRASE_EITHER = (
    r"(?!(?:In|Im|Am|An|Auf|Aus|Bei|Mit|Nach|Seit|Von|Vor|Zu|À|Au|Aux|Avant|Après|Dans|Depuis|En|Par|Pour|Selon|Con|"
    r"Desde|Hasta|Para|Por|Según|Tras|Após|Com|Em|Na|No|Nos|Segundo|Da|Dal|Dopo|Nel|Nella|Per|Secondo|Op|Bij|Naar|"
    r"Uit|Voor|Efter|Etter|Fra|Från|Ifølge|Enligt|I|Med|På|Til|Till|Ved|Vid|Do|Dla|Od|Po|Przed|W|We|Z|Za|După|"
    r"Din|Pe|În|Iz|Kod|Nakon|U|V|Vo|Di|Ke|Dari|Pada|В|Во|Из|На|По|После|С|У|До|З|Із|Після|في|من|على|إلى|عن)\s)"
)
_ANY_PLACES = (
    rf"{_NOT_A_PHRASE_EITHER}(?P<place>{_ANY_NAME})"
    rf"(?:(?:\s?/\s?|\s(?:and|&|und|et|y|e|i|och|og|ja|ve|и|і|та)\s){_ANY_NAME}){{0,2}}"
    rf"(?P<containers>(?:[,،]\s(?!{_ANY_MONTH}\s\d){_ANY_NAME}\.?){{0,2}})\.?"
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_ANY_CAPITALS = rf"[{_CASED}][{_CASED}.&-]{{1,20}}(?:\s[{_CASED}]{{2,20}}){{0,2}}"


def dateline_patterns(language_code: str) -> DatelinePatterns:
    """Returns the patterns of the language of a BCP-47 tag."""
    return _ENGLISH if given_language(language_code).code == "en" else _others()


@cache
def _others() -> DatelinePatterns:
    agency = rf"(?:{_AGENCIES})"
    named = rf"(?:\({agency}\)|{agency})"
    joint = rf"(?:{_DASH}|\s?:)"
    dated = (
        rf"{_ANY_PLACES}(?:[,،.]\s{_WEEKDAY_BEFORE}?|\s){_ANY_DATE}[.,،:]?\s?"
        rf"(?:{_ANY_AGENCY}|{_ANY_CAPITALS}{_DASH}|{_DASH}|(?<=[.:])(?=\s)|[.:](?=\s))"
    )
    # "MTI, Budapest -", "(ANSA) - ROMA, 3 NOV -", "(SITA) Bratislava 3. novembra".
    agency_first = (
        rf"{named}(?:,|{_DASH}|\s?/|:)?\s{_ANY_PLACES}(?:[,،.]?\s{_ANY_DATE}[.,:]?(?:{_DASH}|(?=\s|\Z))|{joint})"
    )
    chinese = (
        rf"[【（(]?(?:新华社|中新社|中央社|本报|本台|本网|法新社|路透社|美联社|塔斯社)\s?(?P<place>[{_HAN}·]{{2,8}}?)"
        rf"(?P<containers>)(?:/[{_HAN}]{{2,8}})?\s?(?:\d{{1,2}}\s?月\s?)?\d{{1,2}}\s?日\s?(?:专?电|讯|消息|报道)"
    )
    certain = (
        dated,
        rf"{_ANY_PLACES}[,،.]?\s?{_ANY_AGENCY}(?:{joint}|[.:])",
        rf"{_ANY_PLACES}[,،.]?\s?\({agency}\)(?={_ANY_STARTS_SENTENCE})",
        rf"{_ANY_PLACES}\.\s{_ANY_CAPITALS}{joint}",
        rf"{_ANY_PLACES}(?:[,،.]?\s{agency}|{_DASH}\s{named}|{_DASH}\s«[^«»\n]{{2,40}}»)(?:{joint}|\.)",
        agency_first,
        chinese,
    )
    return DatelinePatterns(
        tuple(map(re.compile, certain)),
        re.compile(rf"{_ANY_PLACES}(?:{_DASH}|:(?=\s|\Z))(?P<sentence>(?={_ANY_STARTS_SENTENCE}))?"),
        re.compile(rf"{_ANY_PLACES}\s(?=[{_CASED}](?:[^\W{_CASED}\d_]|\s))"),
    )
