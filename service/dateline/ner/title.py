"""Titles: what stands before a person's name and is no part of it, in the English papers of many countries.

Titles that are given names or parts of names, too, are left out: Nana, Nii, Kgosi, Don, Tengku, Pak, U.
"""

import re
from dataclasses import replace

from dateline.text.abbreviations import TITLES
from dateline.values import EntityType, MentionKind, Recognition

# These are names where no full stop follows: "Sen Katayama", "Pol Pot".
_WITH_STOP = {"Col", "Gen", "Hon", "Pol", "Sen", "Sh", "Spec"}
_WORDS = (
    "ACP ASP Alhaja Alhaji Aling Amba Anba Aunty Auntie Bapak CSP Canon Cde Comrade DIG DSP Datin Dato Datuk Daw "
    "Evangelist Frau Garda Hajia Hajiya Herr IGP Ibu Induna Indvuna Inkhosikati Kiai Kyai Madam Madame Malam Mallam "
    "Maulana Mdm Monsieur Moruti Moulana Ntate Omda Père SHO SSP Sheikha Shri Smt Teungku Thiru Thirumathi Togbe Togbi "
    "Togbui Torgbui Toshao UNO Uncle Ustad Ustaz Woizero née"
).split()
_PAIRS = r"(?:Tan|Puan|Datuk|Dato['’]?|Datin|Toh)\s(?:Sri|Seri|Paduka|Puan)|Phra\sKhru"
_TITLE = re.compile(
    rf"(?:(?:(?:{_PAIRS}|{'|'.join(sorted({*_WORDS, *TITLES} - _WITH_STOP))})['’]?\.?"
    rf"|(?:{'|'.join(sorted(_WITH_STOP))})\.)\s+)+(?=[^\W\d_a-z])"
)


def without_titles(sentence: str, names: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
    """Returns the names of an English sentence, persons without the titles before their names."""
    return tuple(_without_title(sentence, name) for name in names)


def _without_title(sentence: str, name: Recognition) -> Recognition:
    if name.type is not EntityType.PERSON or name.kind is not MentionKind.NAME:
        return name
    title = _TITLE.match(sentence, name.start_offset, name.end_offset)
    return replace(name, start_offset=title.end()) if title else name
