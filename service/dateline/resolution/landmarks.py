"""Landmarks: streets, schools, venues and the like, which a gazetteer of towns does not hold, told by their words."""

import re

LOOK_AROUND_CHARS = 24
"""How many characters on either side of a name the functions here read."""

_ROADS = (
    "Street|Road|Rd|Avenue|Ave|Lane|Drive|Highway|Hwy|Boulevard|Blvd|Terrace|Crescent|Parade|Alley|Freeway|Expressway|"
    "Parkway|Pkwy|Turnpike|Motorway|Route|Interstate|Roundabout|Intersection|Junction|Trail|Square|Rue|Calle|Avenida|Rua|"
    "Way|Close|Row|Circle|Loop|Bypass|Flyover|Underpass|Overpass|Causeway|Promenade|Piazza|Chowk"
)
_SCHOOLS = "School|College|University|Academy|Kindergarten|Seminary|Institute|Campus"
_HOUSES = (
    "Hospital|Clinic|Church|Chapel|Abbey|Monastery|Convent|Shrine|Synagogue|Mosque|Temple|Cathedral|Hall|Cent(?:er|re)|"
    "Mall|Hotel|Motel|Hostel|Inn|Lodge|Resort|Casino|Court|Courthouse|Library|Museum|Gallery|Theat(?:er|re)|Cinema|Plaza|"
    "Building|Tower|Towers|House|Palace|Castle|Mansion|Apartments|Restaurant|Caf[eé]|Pub|Tavern|Bar|Grill|Diner|"
    "Brewery|Winery|Store|Shop|Supermarket|Market|Prison|Jail|Penitentiary|Barracks|Embassy|Consulate|Memorial|Monument|"
    "Gym|Zoo|Aquarium|Observatory|Warehouse|Factory|Refinery|Power\\s(?:Plant|Station|House)|Pavilion|Auditorium|Coliseum|"
    "Amphitheat(?:er|re)|Bakery|Bistro|Brasserie|Steakhouse|Pharmacy|Shops|Studios?|Complex|Headquarters"
)
_GROUNDS = (
    "Park|Gardens|Estate|Cemetery|Graveyard|Stadium|Arena|Fairgrounds|Racecourse|Racetrack|Speedway|Golf\\s(?:Club|Course)|"
    "Country\\sClub|Playground|Plantation|Airport|Airfield|Airstrip|Station|Terminal|Depot|Harbou?r|Pier|Wharf|Marina|"
    "Bridge|Tunnel|Dam|Canal|Quarry|Landfill|Campground|Ballpark|Raceway|Rink|Fields?"
)
_WATERS = "Creek|Brook|River|Lake|Pond"
_NAME = re.compile(
    rf"\b(?:{_ROADS}|{_SCHOOLS}|{_HOUSES}|{_GROUNDS}|{_WATERS})\b|\b(?:St\.?|Elementary|High|Middle|Primary|Secondary)$"
    r"|(?i:\b(?:restaurant|church|cemetery|graveyard|hospital|airport)$)"
    # "A120", "I-95", "US 31"; "221 Baker", "500 block of Baker"; "Baker's".
    r"|^(?:[ABM]\d{1,4}|I-\d{1,3}|U\.?S\.? \d{1,3})\b|^\d{1,5}(?:[a-z]{2})? |^[Bb]lock of "
)
# What is called so may lie far from the towns that an article names, or along them; River Street does not.
_WIDE = re.compile(
    rf"^(?:Lake|River|Mount|Mt\.?)\s(?!.*\b(?:{_ROADS}|{_SCHOOLS}|{_HOUSES}|{_GROUNDS})\b)"
    r"|\b(?:Rivers?|Lakes?|Canal|Mountains?|Forest|Valley|Airport|Railroad|Railway|"
    r"(?:National|State|County)\sPark|Highway|Interstate|Turnpike|Motorway)$"
)
_BEFORE = re.compile(
    r"\b(?:along|onto|corner of|intersection of|block of)(?: the)? $|\b(?:driving|walking|street|lane|road) on $",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s(?:and|or)\s[A-Z]\w+|/[A-Z]\w+)?\s(?:streets?|roads?|avenues?|highway|intersection|roundabout|junction|"
    r"(?:gas|petrol|filling|metro|subway)\sstation|restaurant|hotel|supermarket|shopping|mall|stadium|arena|nightclub|"
    r"gallery|museum|theat(?:er|re))\b"
)
_RIVER_BEFORE = re.compile(
    r"\b(?:(?:banks?|bends?|mouth|source|tributar(?:y|ies)|confluence|course|level|depth) of"
    r"|(?:ferr(?:y|ies)|boats?|barges?|levels?|upstream|downstream) on|bridges? (?:over|across)"
    r"|fish(?:ing|ed)|paddl(?:ed?|ing)|sail(?:ed|ing) (?:up|down)) the $",
    re.IGNORECASE,
)
# Not "a bridge over the Jordan border".
_BEHIND_RIVER = re.compile(
    r"\s?(?:$|[.,;:!?)])|\s(?:above|after|and|at|before|below|by|can|fell|for|from|had|has|have|in|is|last|near|on|or|"
    r"rose|since|that|this|to|was|were|when|where|which|while|will|with|without)\b"
)
# No noun follows, nor one that several names share, as in "the Ohio and Indiana borders".
_ALONE = re.compile(
    r"\s?(?:$|[.;:!?)])|,\s(?:the\b|[a-z])|\s(?:and|or)\s(?:the\b|[a-z])|\s(?:above|after|at|before|below|between|burst|by|can|"
    r"crested|crests|downstream|fell|flooded|floods|flows|for|from|had|has|have|in|is|last|near|north|on|overflowed|ran|"
    r"receded|rises|rose|runs|since|south|still|swelled|that|this|to|upstream|was|were|when|where|which|while|will|with|"
    r"without)\b"
)
_RIVER_AFTER = re.compile(
    r"\s(?:(?:(?:has|have|had) )?(?:risen|burst|overflowed)|rose (?:by|to|above|over|\d+)|bursts its|broke its|flows|"
    r"overflows|flooded its|(?:is|was) in (?:flood|spate))\b"
)
_NOUN_AFTER = re.compile(r"\s(river|creek|lake|lagoon|reservoir|volcano|island)\b(?! of\b)")
_ARTICLE = re.compile(r"\bthe $", re.IGNORECASE)
_WITH_ARTICLE = frozenset(("gambia", "congo", "sudan", "ukraine", "lebanon", "netherlands", "philippines"))
"""Countries that are written with an article, or were."""
# Of "inflation in the Gambia has risen" it is the inflation that has.
_SUBJECT = re.compile(
    r"(?:^|[.!?;:,(\n—–“\"]\s?|\b(?:after|and|as|because|before|but|if|since|that|until|when|where|while)\s)the $",
    re.IGNORECASE,
)


def words_around(text: str, start: int, end: int) -> tuple[str, str]:
    """Returns what stands before and behind the name at `text[start:end]`, LOOK_AROUND_CHARS of it each."""
    return text[max(0, start - LOOK_AROUND_CHARS) : start], text[end : end + LOOK_AROUND_CHARS]


def is_landmark(name: str, *, before: str, after: str) -> bool:
    """Returns whether a place is a street, a school or the like, by its name or by the words before and after it."""
    return bool(_NAME.search(name) or _BEFORE.search(before) or _AFTER.match(after))


def is_wide(name: str) -> bool:
    """Returns whether a name is a river's, a range's, a highway's or the like."""
    return bool(_WIDE.search(name))


def is_river(name: str, *, before: str, after: str) -> bool:
    """Returns whether the words around a name of one word say that it is a river's: "the Niger burst its banks"."""
    has_article = " " not in name and _ARTICLE.search(before) is not None
    is_used = _RIVER_BEFORE.search(before) is not None and _BEHIND_RIVER.match(after) is not None
    is_subject = _SUBJECT.search(before) is not None and _RIVER_AFTER.match(after) is not None
    return has_article and (is_used or is_subject)


def noun_after(after: str) -> str:
    """Returns the noun in small letters that says what a name is of, "river" of "the Niger river", or nothing."""
    match = _NOUN_AFTER.match(after)
    return match[1] if match else ""


def may_be_river(name: str, *, before: str, after: str) -> bool:
    """Returns whether a name stands as those of rivers do, and those of few other places: "the Ohio and the Missouri".

    Not "the Ohio legislature", nor "the Gambia", where the country is so much likelier.
    """
    has_article = _ARTICLE.search(before) is not None and name.lower() not in _WITH_ARTICLE
    return has_article and _ALONE.match(after) is not None
