"""Articles of three lengths, put together at random from the sentences of this repository's own examples."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.text import split_sentences

CHARS = {"short": 300, "ordinary": 4_000, "long": 100_000}
"""Length of each kind, in characters."""

_EXAMPLES = Path(__file__).parent.parent / "examples"
_TEXTS_A_KIND = {"short": 200, "ordinary": 50, "long": 5}
_SENTENCES_A_PARAGRAPH = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """The text of one article and its kind."""

    kind: str
    text: str


def parse_mix(text: str) -> Mapping[str, float]:
    """Returns the shares of a text such as ``short:6,ordinary:3.9,long:0.1``; raises ValueError for any other text."""
    shares = {kind: float(share) for kind, share in (part.split(":") for part in text.split(","))}
    if not shares.keys() <= CHARS.keys() or min(shares.values()) < 0 or not sum(shares.values()):
        raise ValueError(f"the kinds are {', '.join(CHARS)}, and their shares are not negative")
    return shares


def samples(mix: Mapping[str, float], *, rng: random.Random) -> Iterator[Sample]:
    """Yields articles without end, each of a kind drawn by the shares of `mix`."""
    sentences = [
        " ".join(sentence.content.split())
        for path in sorted(_EXAMPLES.glob("*.txt"))
        for sentence in split_sentences(path.read_text(encoding="utf-8"))
    ]
    kinds = sorted(mix)
    texts = {kind: [_text(sentences, CHARS[kind], rng) for _ in range(_TEXTS_A_KIND[kind])] for kind in kinds}
    while True:
        (kind,) = rng.choices(kinds, [mix[kind] for kind in kinds])
        yield Sample(kind, rng.choice(texts[kind]))


def _text(sentences: list[str], chars: int, rng: random.Random) -> str:
    chosen: list[str] = []
    length = 0
    while length < chars:
        chosen.append(rng.choice(sentences))
        length += len(chosen[-1]) + 1
    return "\n\n".join(
        " ".join(chosen[start : start + _SENTENCES_A_PARAGRAPH])
        for start in range(0, len(chosen), _SENTENCES_A_PARAGRAPH)
    )
