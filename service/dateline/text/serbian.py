"""Serbian letters: Serbian and Croatian words in the other one of the two scripts of Serbian."""

_LATIN = "abvgdđežzijklmnoprstćufhcčšABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ"
_CYRILLIC = "абвгдђежзијклмнопрстћуфхцчшАБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ"
_DIGRAPHS = {"lj": "љ", "nj": "њ", "dž": "џ", "Lj": "Љ", "Nj": "Њ", "Dž": "Џ"}
_CAPITAL_DIGRAPHS = {"LJ": "Љ", "NJ": "Њ", "DŽ": "Џ"}
_TO_LATIN = str.maketrans(
    dict(zip(_CYRILLIC, _LATIN, strict=True)) | {letter: digraph for digraph, letter in _DIGRAPHS.items()}
)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)


def in_latin(words: str) -> str:
    """Returns Serbian words in Latin letters; those of other scripts stay."""
    return words if words.isascii() else words.translate(_TO_LATIN)


def in_cyrillic(words: str) -> str:
    """Returns Serbian or Croatian words in Cyrillic letters; foreign letters stay.

    Two letters that make one sound become one, even in the few words in which they are two ("konjunktura").
    """
    for digraph, letter in (_DIGRAPHS | _CAPITAL_DIGRAPHS).items():
        words = words.replace(digraph, letter)
    return words.translate(_TO_CYRILLIC)
