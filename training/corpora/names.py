"""Readers of the open training corpora, all mapped to PERSON, ORGANIZATION and PLACE, and of unlabelled news.

The corpora disagree on what counts as a name. Here demonyms and languages are no entities, titles stand outside
persons, facilities are places, and so is a country that acts as a government.
"""

import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.gazetteer.tables import demonyms

PERSON, ORGANIZATION, PLACE = "PERSON", "ORGANIZATION", "PLACE"
TITLES = frozenset(
    "mr mrs ms miss dr prof professor president senator sen rep gov governor minister sir lord lady king queen prince "
    "princess general gen colonel col captain capt sergeant sgt judge justice pope chancellor".split()
)
FAITHS = frozenset(
    "christian jewish muslim islamic catholic protestant orthodox buddhist hindu sunni shia shiite".split()
)
CROSSNER_TYPES = {
    **dict.fromkeys(("person", "politician", "scientist", "writer", "musicalartist", "researcher"), PERSON),
    **dict.fromkeys(("organisation", "politicalparty", "university", "band", "magazine"), ORGANIZATION),
    **dict.fromkeys(("country", "location"), PLACE),
}
UNER_TYPES = {"PER": PERSON, "ORG": ORGANIZATION, "LOC": PLACE}
WNUT_TYPES = {"person": PERSON, "corporation": ORGANIZATION, "group": ORGANIZATION, "location": PLACE}
RE3D_TYPES = {"Person": PERSON, "Organisation": ORGANIZATION, "Location": PLACE}
GUM_TYPES = {"person": PERSON, "organization": ORGANIZATION, "place": PLACE}
GUM_GENRES = ("news", "interview", "bio", "voyage", "court", "speech")
_GUM_BRACKET = re.compile(r"\([^()]+\)|\([^()]+|[^()]+\)")
_JOINING_WORDS = frozenset(("of", "the", "and", "&", "for", "'s", "-", "de", "van", "al"))
_MOST_JOINING_WORDS = 2


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A name in a tokenised sentence; `start` and `end` count tokens, half-open."""

    start: int
    end: int
    type: str

    def moved(self, tokens: int) -> "NamedSpan":
        """Returns the same name in a sentence that begins so many tokens earlier."""
        return NamedSpan(self.start + tokens, self.end + tokens, self.type)


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """The tokens of a sentence and the names in it, in order and without overlap."""

    tokens: tuple[str, ...]
    spans: tuple[NamedSpan, ...]


def read_corpora(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, TaggedSentence]]:
    """Yields every sentence of the named corpora below `folder`, with its corpus; each wording once.

    `folder` is laid out as shared/corpora/entities/train. Raises KeyError for a corpus that is not in READERS.
    """
    demonym_words = frozenset(demonym.name.casefold() for demonym in demonyms())
    seen: set[tuple[str, ...]] = set()
    for name in names:
        for sentence in READERS[name](folder / name):
            if sentence.tokens not in seen:
                seen.add(sentence.tokens)
                yield name, _aligned(sentence, demonym_words)


def read_news(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yields the sentences of the Groningen Meaning Bank's public-domain news, without labels, each wording once."""
    seen: set[tuple[str, ...]] = set()
    with zipfile.ZipFile(folder / "gmb" / "ner_dataset.csv.zip") as archive:
        (member,) = archive.namelist()
        with archive.open(member) as raw:
            rows = csv.reader(io.TextIOWrapper(raw, encoding="latin-1", newline=""))
            next(rows)
            for tokens in _news_sentences(rows):
                if tokens not in seen:
                    seen.add(tokens)
                    yield tokens


def read_universal_ner(folder: Path) -> Iterator[TaggedSentence]:
    """Yields the train and development parts of Universal NER's English Web Treebank, CC BY-SA 4.0."""
    for path in sorted(folder.glob("*.iob2")):
        rows = (line.split("\t")[1:3] for line in _lines(path, comment="# "))
        yield from _tagged(rows, UNER_TYPES)


def read_wikigold(folder: Path) -> Iterator[TaggedSentence]:
    """Yields WikiGold, CC BY 4.0."""
    rows = (line.split() for line in _lines(folder / "wikigold.conll.txt"))
    yield from _tagged((row for row in rows if row[:1] != ["-DOCSTART-"]), UNER_TYPES)


def read_crossner(folder: Path) -> Iterator[TaggedSentence]:
    """Yields CrossNER's politics, science, literature and music, MIT over CC BY-SA text."""
    for path in sorted(folder.glob("*/*.txt")):
        if path.parent.name != "ai":
            yield from _tagged((line.split("\t") for line in _lines(path)), CROSSNER_TYPES)


def read_redocred(folder: Path) -> Iterator[TaggedSentence]:
    """Yields Re-DocRED's revised development and test documents, MIT over CC BY-SA text."""
    for path in sorted(folder.glob("*_revised.json")):
        for document in json.loads(path.read_text()):
            for tokens, spans in zip(document["sents"], _redocred_spans(document), strict=True):
                yield TaggedSentence(tuple(tokens), _longest_first(spans))


def read_gum(folder: Path) -> Iterator[TaggedSentence]:
    """Yields GUM's openly licensed news-like genres; noun phrases with a proper noun as head are cut to that name."""
    import conllu

    for path in sorted(folder.glob("dep/*.conllu")):
        if path.stem.split("_")[1] not in GUM_GENRES:
            continue
        for sentence in conllu.parse(path.read_text()):
            words = [token for token in sentence if isinstance(token["id"], int)]
            yield TaggedSentence(tuple(word["form"] for word in words), _longest_first(_gum_names(words)))


def read_wnut(folder: Path) -> Iterator[TaggedSentence]:
    """Yields the training part of WNUT 2017, social media, CC BY 4.0."""
    yield from _tagged((line.strip().split("\t") for line in _lines(folder / "wnut17train.conll")), WNUT_TYPES)


def read_re3d(folder: Path) -> Iterator[TaggedSentence]:
    """Yields re3d, reports on Syria and Iraq, from sources under OGL, CC BY, CC BY-SA or in the public domain.

    Pronouns and common nouns ("the service members") are entities in re3d: here spans without a capital are left out.
    """
    for path in sorted(folder.glob("CONLL-format/data-by-source/conll/*/*.conll")):
        for sentence in _tagged((line.split("\t") for line in _lines(path)), RE3D_TYPES):
            names = (
                span
                for span in sentence.spans
                if any(token[:1].isupper() for token in sentence.tokens[span.start : span.end])
            )
            yield TaggedSentence(sentence.tokens, tuple(names))


def _news_sentences(rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yields the tokens of each sentence; a row with something in its first column begins one."""
    tokens: list[str] = []
    for row in rows:
        if row[0] and tokens:
            yield tuple(tokens)
            tokens = []
        tokens.append(row[1])
    if tokens:
        yield tuple(tokens)


def _redocred_spans(document: dict[str, Any]) -> list[set[NamedSpan]]:
    """Returns the names of each sentence of a document."""
    spans: list[set[NamedSpan]] = [set() for _ in document["sents"]]
    for mention in itertools.chain.from_iterable(document["vertexSet"]):
        if mention["type"] in UNER_TYPES:
            start, end = mention["pos"]
            spans[mention["sent_id"]].add(NamedSpan(start, end, UNER_TYPES[mention["type"]]))
    return spans


def _gum_names(words: Sequence[dict[str, Any]]) -> Iterator[NamedSpan]:
    for gum_type, start, end in _gum_phrases(words):
        label = GUM_TYPES.get(gum_type)
        if label and (bounds := _name_bounds(words, start, end)):
            yield NamedSpan(*bounds, label)


def _gum_phrases(words: Sequence[dict[str, Any]]) -> Iterator[tuple[str, int, int]]:
    """Yields the type and the bounds of each noun phrase, which brackets such as "(12-person" and "12)" mark."""
    opened: list[tuple[str, str, int]] = []
    for i, word in enumerate(words):
        for bracket in _GUM_BRACKET.findall((word["misc"] or {}).get("Entity", "") or ""):
            key, *facts = bracket.strip("()").split("-")
            if bracket.startswith("("):
                opened.append((key, facts[0] if facts else "", i))
            if bracket.endswith(")"):
                at = max((k for k, (opened_key, *_) in enumerate(opened) if opened_key == key), default=None)
                if at is not None:
                    _, gum_type, start = opened.pop(at)
                    yield gum_type, start, i + 1


def _name_bounds(words: Sequence[dict[str, Any]], start: int, end: int) -> tuple[int, int] | None:
    """Returns the bounds of the name around the phrase's head; None where the head is no proper noun."""
    ids = {word["id"] for word in words[start:end]}
    heads = [i for i in range(start, end) if words[i]["head"] not in ids]
    if len(heads) != 1 or words[heads[0]]["upos"] != "PROPN":
        return None
    first = last = heads[0]
    while first > start and _is_name_word(words[first - 1]):
        first -= 1
    while count := _further_word_count(words, last, end):
        last += count
    return first, last + 1


def _further_word_count(words: Sequence[dict[str, Any]], last: int, end: int) -> int:
    """Returns how many words further the name's next name word is, with joining words between; 0 where it ends."""
    for count in range(1, _MOST_JOINING_WORDS + 2):
        between = words[last + 1 : last + count]
        joins = all(word["form"] in _JOINING_WORDS for word in between)
        if joins and last + count < end and _is_name_word(words[last + count]):
            return count
    return 0


def _is_name_word(word: dict[str, Any]) -> bool:
    # "United" of "United Nations" is a verb to UD, and a proper noun to Penn's tags.
    return word["upos"] == "PROPN" or (
        word["form"][:1].isupper() and (word["upos"] in ("ADJ", "NOUN", "NUM") or "NNP" in word["xpos"])
    )


def _lines(path: Path, *, comment: str = "\0") -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith(comment):
                yield line.rstrip("\r\n")


def _tagged(rows: Iterable[Sequence[str]], types: dict[str, str]) -> Iterator[TaggedSentence]:
    """Yields the sentences of IOB1 or IOB2 rows; rows of fewer than two columns divide them."""
    for blank, block in itertools.groupby(rows, key=lambda row: len(row) < 2):
        if not blank:
            tokens, tags = zip(*(row[:2] for row in block), strict=True)
            yield TaggedSentence(tokens, tuple(_spans(tags, types)))


def _spans(tags: Sequence[str], types: dict[str, str]) -> Iterator[NamedSpan]:
    start, previous = 0, "O"
    for i, tag in enumerate((*tags, "O")):
        begins = tag.startswith("B-") or tag[2:] != previous[2:]
        if begins:
            if previous[2:] in types:
                yield NamedSpan(start, i, types[previous[2:]])
            start = i
        previous = tag


def _longest_first(spans: Iterable[NamedSpan]) -> tuple[NamedSpan, ...]:
    kept: list[NamedSpan] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start, span.type)):
        if all(span.end <= longer.start or span.start >= longer.end for longer in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))


def _aligned(sentence: TaggedSentence, demonym_words: frozenset[str]) -> TaggedSentence:
    """Returns the sentence with the names that count here, each without the words that do not belong to it."""
    adjectives = {PLACE: demonym_words, ORGANIZATION: FAITHS}
    spans = []
    for span in sentence.spans:
        start, end = _trimmed(sentence.tokens, span)
        text = " ".join(sentence.tokens[start:end]).casefold()
        if start < end and {text, text.removesuffix("s")}.isdisjoint(adjectives.get(span.type, frozenset())):
            spans.append(NamedSpan(start, end, span.type))
    return TaggedSentence(sentence.tokens, tuple(spans))


def _trimmed(tokens: Sequence[str], span: NamedSpan) -> tuple[int, int]:
    """Returns the bounds of a name without "the", a person's titles, and a possessive ending."""
    start, end = span.start, span.end
    while start < end and (
        tokens[start].lower() == "the"
        or (span.type == PERSON and tokens[start].rstrip(".").lower() in TITLES and end - start > 1)
    ):
        start += 1
    while start < end and tokens[end - 1] in ("'s", "’s", "'", "’"):
        end -= 1
    return start, end


READERS: dict[str, Callable[[Path], Iterator[TaggedSentence]]] = {
    "uner_ewt": read_universal_ner,
    "wikigold": read_wikigold,
    "crossner": read_crossner,
    "gum_open": read_gum,
    "redocred": read_redocred,
    "wnut17": read_wnut,
    "re3d": read_re3d,
}
