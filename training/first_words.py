"""Finds the words that begin sentences without being names: `python -m training.first_words --corpora FOLDER`.

FOLDER is laid out as shared/corpora. In languages that write names with capitals, and other nouns without, such a word
stands behind the first place in small letters, hardly ever with a capital there, is no demonym and no well-known
place, and hardly ever begins a name in gold. The rows of `dateline/ner/first_words.tsv` are written anew, but that of
English, which is by hand.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from dateline.gazetteer import Gazetteer, read_demonyms
from dateline.gazetteer.build import ensure
from dateline.ner import capitals
from dateline.settings import load_settings
from dateline.values import MatchType
from training.corpora.languages import (
    gold_languages,
    read_gold,
    read_language_items,
    read_marked_news,
    read_unmarked_sentences,
)
from training.corpora.names import NamedSpan

# Not Hungarian, which often names the people of a town, and that in small letters.
LANGUAGES = tuple("da es fi fr hr id it nb nl nn pl pt ro ru sk sr sv tr uk".split())
LEAST_COUNT = 5
"""How often a word stands in small letters at least."""
MOST_CAPITALS = 0.02
"""How often it has a capital behind the first place, at most, against how often it has none."""
MOST_NAMED = 0.002
"""How often it begins a name there, at most, against how often it begins a sentence."""
MOST_PROMINENCE = 400_000
"""How widely known a place is at most, in people, that is called so: "Kabul" and "Lima" begin sentences, too."""
MOST_WORDS = 400
_MARKS = str.maketrans("", "", "'’-")


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, required=True)
    corpora = arguments.parse_args().corpora
    rows = {"en": capitals.first_words("en")}
    with Gazetteer(ensure(load_settings().gazetteer)) as gazetteer:
        rows |= {code: first_words(corpora, code, gazetteer=gazetteer) for code in LANGUAGES}
    text = "".join(f"{code}\t{' '.join(sorted(words))}\n" for code, words in rows.items())
    (Path(capitals.__file__).parent / capitals.FILE_NAME).write_text(text, encoding="utf-8")


def first_words(corpora: Path, code: str, *, gazetteer: Gazetteer) -> frozenset[str]:
    """Returns the first words of a language, in small letters."""
    small, capital, first, named = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for words, begins_with_name in _sentences(corpora, code):
        if words[0][0].isupper():
            first[words[0].lower()] += 1
            named[words[0].lower()] += begins_with_name
        small.update(word for word in words[1:] if word.islower())
        capital.update(word.lower() for word in words[1:] if not word.islower())
    demonyms = read_demonyms(code)
    common = (
        word
        for word, count in first.most_common()
        if small[word] >= LEAST_COUNT and capital[word] <= MOST_CAPITALS * small[word]
        if named[word] <= MOST_NAMED * count
        and word.translate(_MARKS).isalpha()
        and not (demonyms and demonyms.find(word))
        and not _is_known_place(word.capitalize(), code, gazetteer)
    )
    return frozenset(islice(common, MOST_WORDS))


def _is_known_place(name: str, code: str, gazetteer: Gazetteer) -> bool:
    matches = gazetteer.lookup(name, language_code=code)
    return any(m.match_type is MatchType.EXACT and m.prominence > MOST_PROMINENCE for m in matches)


def _sentences(corpora: Path, code: str) -> Iterator[tuple[Sequence[str], bool]]:
    """Yields each sentence from its first word with a letter or digit on, and whether it begins with a name."""
    entities = corpora / "entities"
    if code in gold_languages(entities / "languages"):
        for gold in read_gold(entities / "languages", language_code=code):
            yield from _from_first_word(gold.tokens, gold.spans)
    texts = read_language_items(code)
    if (entities / f"ntrexgold/{code}.jsonl").exists():
        texts = chain(texts, read_marked_news(entities / "ntrexgold", language_code=code))
    for sentence in chain.from_iterable(texts):
        yield from _from_first_word(sentence.tokens, (*sentence.names, *sentence.toponyms))
    if (corpora / f"text/ntrex/{code}.txt").exists():
        for _, _, tokens in read_unmarked_sentences(corpora, language_code=code):
            yield from _from_first_word(tokens, ())


def _from_first_word(words: Sequence[str], names: Sequence[NamedSpan]) -> Iterator[tuple[Sequence[str], bool]]:
    first = next((i for i, word in enumerate(words) if word[0].isalnum()), None)
    if first is not None:
        yield words[first:], any(name.start <= first < name.end for name in names)


if __name__ == "__main__":
    main()
