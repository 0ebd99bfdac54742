"""Readers of the open training corpora, each mapped to PERSON, ORGANIZATION and PLACE, and of unlabelled news.

The corpora disagree on what counts as a name; the disagreements are settled here, once: demonyms and languages are
no entities, titles stand outside persons, facilities are places, a country acting as a government is a place.
"""

import csv
import io
import itertools
import json
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


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A name in a tokenised sentence; `start` and `end` count tokens, half-open."""

    start: int
    end: int
    type: str

    def moved(self, tokens: int) -> "NamedSpan":
        """The same name in a sentence that begins so many tokens earlier."""
        return NamedSpan(self.start + tokens, self.end + tokens, self.type)


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence's tokens and the names in it, in order and without overlap."""

    tokens: tuple[str, ...]
    spans: tuple[NamedSpan, ...]


def read_corpora(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, TaggedSentence]]:
    """Every usable sentence of the named corpora below `folder`, with its corpus; each wording once.

    `folder` is laid out as shared/corpora/entities/train. Raises KeyError for a corpus not in READERS.
    """
    demonym_words = frozenset(demonym.name.casefold() for demonym in demonyms())
    seen: set[tuple[str, ...]] = set()
    for name in names:
        for sentence in READERS[name](folder / name):
            if sentence.tokens not in seen:
                seen.add(sentence.tokens)
                yield name, _aligned(sentence, demonym_words)


def read_news(folder: Path) -> Iterator[tuple[str, ...]]:
    """The sentences of the Groningen Meaning Bank's public-domain news, without its labels, each wording once."""
    with zipfile.ZipFile(folder / "gmb" / "ner_dataset.csv.zip") as archive:
        (member,) = archive.namelist()
        with archive.open(member) as raw:
            rows = csv.reader(io.TextIOWrapper(raw, encoding="latin-1", newline=""))
            next(rows)
            seen: set[tuple[str, ...]] = set()
            tokens: list[str] = []
            for row in itertools.chain(rows, [["end", ""]]):
                if row[0] and tokens:
                    if tuple(tokens) not in seen:
                        seen.add(tuple(tokens))
                        yield tuple(tokens)
                    tokens = []
                tokens.append(row[1])


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
                    start, end = mention["pos"]
                    spans[mention["sent_id"]].add(NamedSpan(start, end, UNER_TYPES[mention["type"]]))
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


def read_wnut(folder: Path) -> Iterator[TaggedSentence]:
    """WNUT 2017's training part, social media, CC BY 4.0."""
    yield from _tagged((line.strip().split("\t") for line in _lines(folder / "wnut17train.conll")), WNUT_TYPES)


def read_re3d(folder: Path) -> Iterator[TaggedSentence]:
    """re3d, reports on Syria and Iraq; only sources under OGL, CC BY, CC BY-SA or in the public domain lie there.

    Its pronouns and common nouns ("the service members") are entities too: a span without a capital is none here.
    """
    for path in sorted(folder.glob("CONLL-format/data-by-source/conll/*/*.conll")):
        for sentence in _tagged((line.split("\t") for line in _lines(path)), RE3D_TYPES):
            named = (s for s in sentence.spans if any(t[:1].isupper() for t in sentence.tokens[s.start : s.end]))
            yield TaggedSentence(sentence.tokens, tuple(named))


def _gum_names(words: Sequence[dict[str, Any]]) -> Iterator[NamedSpan]:
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


def _proper_run(words: Sequence[dict[str, Any]], start: int, end: int) -> tuple[int, int] | None:
    ids = {word["id"] for word in words[start:end]}
    heads = [i for i in range(start, end) if words[i]["head"] not in ids]
    if len(heads) != 1 or words[heads[0]]["upos"] != "PROPN":
        return None
    first = last = heads[0]
    joins = {"of", "the", "and", "&", "for", "'s", "-", "de", "van", "al"}

    def named(i: int) -> bool:
        # "United" of "United Nations" is a verb to UD, and a proper noun to Penn's tags.
        return words[i]["upos"] == "PROPN" or (
            words[i]["form"][:1].isupper() and (words[i]["upos"] in ("ADJ", "NOUN", "NUM") or "NNP" in words[i]["xpos"])
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


READERS: dict[str, Callable[[Path], Iterator[TaggedSentence]]] = {
    "uner_ewt": read_universal_ner,
    "wikigold": read_wikigold,
    "crossner": read_crossner,
    "gum_open": read_gum,
    "redocred": read_redocred,
    "wnut17": read_wnut,
    "re3d": read_re3d,
}
