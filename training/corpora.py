"""Readers of the open training corpora, each mapped to PERSON, ORGANIZATION and PLACE.

The corpora disagree on what counts as a name; the disagreements are settled here, once: demonyms and languages are
no entities, titles stand outside persons, facilities are places, a country acting as a government is a place.
"""

import itertools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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
GUM_TYPES = {"person": PERSON, "organization": ORGANIZATION, "place": PLACE}
GUM_GENRES = ("news", "interview", "bio", "voyage", "court", "speech")


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A name in a tokenised sentence; `start` and `end` count tokens, half-open."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence's tokens and the names in it, in order and without overlap."""

    tokens: tuple[str, ...]
    spans: tuple[NamedSpan, ...]


def read_all(folder: Path) -> Iterator[TaggedSentence]:
    """Every usable sentence below `folder`, laid out as shared/corpora/entities/train, each wording once."""
    demonym_words = frozenset(demonym.name.casefold() for demonym in demonyms())
    seen: set[tuple[str, ...]] = set()
    sources = (
        read_universal_ner(folder / "uner_ewt"),
        read_wikigold(folder / "wikigold"),
        read_crossner(folder / "crossner"),
        read_gum(folder / "gum_open"),
        read_redocred(folder / "redocred"),
    )
    for sentence in itertools.chain.from_iterable(sources):
        if sentence.tokens not in seen:
            seen.add(sentence.tokens)
            yield _aligned(sentence, demonym_words)


def read_universal_ner(folder: Path) -> Iterator[TaggedSentence]:
    """Universal NER's English Web Treebank, CC BY-SA 4.0; train and development parts."""
    for path in sorted(folder.glob("*.iob2")):
        rows = (line.split("\t")[1:3] for line in _lines(path, comment="# "))
        yield from _tagged(rows, UNER_TYPES)


def read_wikigold(folder: Path) -> Iterator[TaggedSentence]:
    """WikiGold, CC BY 4.0."""
    rows = (line.split() for line in _lines(folder / "wikigold.conll.txt"))
    yield from _tagged((row for row in rows if row[:1] != ["-DOCSTART-"]), UNER_TYPES)


def read_crossner(folder: Path) -> Iterator[TaggedSentence]:
    """CrossNER's politics, science, literature and music, MIT over CC BY-SA text."""
    for path in sorted(folder.glob("*/*.txt")):
        if path.parent.name != "ai":
            yield from _tagged((line.split("\t") for line in _lines(path)), CROSSNER_TYPES)


def read_redocred(folder: Path) -> Iterator[TaggedSentence]:
    """Re-DocRED's revised development and test documents, MIT over CC BY-SA text."""
    for path in sorted(folder.glob("*_revised.json")):
        for document in json.loads(path.read_text()):
            spans: list[set[NamedSpan]] = [set() for _ in document["sents"]]
            for mention in itertools.chain.from_iterable(document["vertexSet"]):
                if mention["type"] in UNER_TYPES:
                    spans[mention["sent_id"]].add(NamedSpan(*mention["pos"], UNER_TYPES[mention["type"]]))
            for tokens, found in zip(document["sents"], spans, strict=True):
                yield TaggedSentence(tuple(tokens), _longest_first(found))


def read_gum(folder: Path) -> Iterator[TaggedSentence]:
    """GUM's openly licensed news-like genres; a noun phrase counts when its head is a proper noun, cut to that name."""
    import conllu

    for path in sorted(folder.glob("dep/*.conllu")):
        if path.stem.split("_")[1] not in GUM_GENRES:
            continue
        for sentence in conllu.parse(path.read_text()):
            words = [token for token in sentence if isinstance(token["id"], int)]
            yield TaggedSentence(tuple(word["form"] for word in words), _longest_first(_gum_names(words)))


def _gum_names(words: Sequence[dict]) -> Iterator[NamedSpan]:
    import re

    opened: list[tuple[str, int]] = []
    for i, word in enumerate(words):
        for piece in re.findall(r"\([^()]+\)|\([^()]+|[^()]+\)", (word["misc"] or {}).get("Entity", "") or ""):
            key, *rest = piece.strip("()").split("-")
            if piece.startswith("("):
                opened.append((f"{key}-{rest[0] if rest else ''}", i))
            if piece.endswith(")"):
                at = max((k for k, (name, _) in enumerate(opened) if name.split("-")[0] == key), default=None)
                if at is None:
                    continue
                name, start = opened.pop(at)
                label = GUM_TYPES.get(name.split("-")[1])
                if label and (run := _proper_run(words, start, i + 1)):
                    yield NamedSpan(*run, label)


def _proper_run(words: Sequence[dict], start: int, end: int) -> tuple[int, int] | None:
    ids = {word["id"] for word in words[start:end]}
    heads = [i for i in range(start, end) if words[i]["head"] not in ids]
    if len(heads) != 1 or words[heads[0]]["upos"] != "PROPN":
        return None
    first = last = heads[0]
    joins = {"of", "the", "and", "&", "for", "'s", "-", "de", "van", "al"}

    def named(i: int) -> bool:
        return words[i]["upos"] == "PROPN" or (
            words[i]["upos"] in ("ADJ", "NOUN", "NUM") and words[i]["form"][:1].isupper()
        )

    while first > start and named(first - 1):
        first -= 1
    while last + 1 < end:
        if named(last + 1):
            last += 1
        elif words[last + 1]["form"] in joins and last + 2 < end and named(last + 2):
            last += 2
        elif (
            words[last + 1]["form"] in joins and last + 3 < end and words[last + 2]["form"] in joins and named(last + 3)
        ):
            last += 3
        else:
            break
    return first, last + 1


def _lines(path: Path, *, comment: str = "\0") -> Iterator[str]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith(comment):
                yield line.rstrip("\r\n")


def _tagged(rows: Iterable[Sequence[str]], types: dict[str, str]) -> Iterator[TaggedSentence]:
    """Sentences of IOB1 or IOB2 rows; rows of fewer than two columns divide sentences."""
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
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start, s.type)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda s: s.start))


def _aligned(sentence: TaggedSentence, demonym_words: frozenset[str]) -> TaggedSentence:
    spans = []
    for span in sentence.spans:
        start, end = span.start, span.end
        while start < end and (
            sentence.tokens[start].lower() == "the"
            or (span.type == PERSON and sentence.tokens[start].rstrip(".").lower() in TITLES and end - start > 1)
        ):
            start += 1
        while start < end and sentence.tokens[end - 1] in ("'s", "’s", "'", "’"):
            end -= 1
        text = " ".join(sentence.tokens[start:end])
        singular = text.casefold().removesuffix("s")
        adjectives = {PLACE: demonym_words, ORGANIZATION: FAITHS}.get(span.type, frozenset())
        if start < end and text.casefold() not in adjectives and singular not in adjectives:
            spans.append(NamedSpan(start, end, span.type))
    return TaggedSentence(sentence.tokens, tuple(spans))
