import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.ner.tagging import decode_spans, tag_names

TAGS = tag_names(("PLACE", "PERSON"))


def _logits(*tags):
    rows = np.full((len(tags), len(TAGS)), -4.0, dtype=np.float32)
    for row, tag in zip(rows, tags, strict=True):
        row[TAGS.index(tag)] = 4.0
    return rows


def _spans(logits):
    return [(span.start, span.end, span.label) for span in decode_spans(logits, TAGS)]


def _is_well_formed(sequence):
    open_label = ""
    for tag in sequence:
        position, _, label = tag.partition("-")
        if position in ("I", "E") and label != open_label:
            return False
        if position not in ("I", "E") and open_label:
            return False
        open_label = label if position in ("B", "I") else ""
    return not open_label


def test_well_formed_tags_are_read_as_they_stand():
    """One word, three words, and two names side by side."""
    tags = ("S-PLACE", "O", "B-PERSON", "I-PERSON", "E-PERSON", "S-PLACE", "S-PLACE")
    assert _spans(_logits(*tags)) == [(0, 1, "PLACE"), (2, 5, "PERSON"), (5, 6, "PLACE"), (6, 7, "PLACE")]
    assert _spans(_logits("O", "O")) == []


@given(st.lists(st.lists(st.floats(-5, 5, width=16), min_size=len(TAGS), max_size=len(TAGS)), min_size=1, max_size=3))
def test_the_likeliest_well_formed_sequence_is_found(rows):
    """Among all sequences that BIOES allows, none has a higher score."""
    logits = np.array(rows, dtype=np.float32)
    allowed = [tags for tags in itertools.product(TAGS, repeat=len(rows)) if _is_well_formed(tags)]
    scores = [sum(row[TAGS.index(tag)] for row, tag in zip(logits, tags, strict=True)) for tags in allowed]
    found = decode_spans(logits, TAGS)
    tags = ["O"] * len(rows)
    for span in found:
        length = span.end - span.start
        for i, position in enumerate("S" if length == 1 else "B" + "I" * (length - 2) + "E", start=span.start):
            tags[i] = f"{position}-{span.label}"
    assert sum(row[TAGS.index(tag)] for row, tag in zip(logits, tags, strict=True)) == pytest.approx(
        max(scores), abs=1e-4
    )


def test_a_span_is_as_probable_as_its_words_are_on_average():
    """A sure word and a doubtful one make a name in between."""
    logits = _logits("B-PLACE", "E-PLACE")
    logits[1, TAGS.index("O")] = 3.9
    (span,) = decode_spans(logits, TAGS)
    assert 0.7 < span.probability < 0.8
