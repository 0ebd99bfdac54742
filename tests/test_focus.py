import pytest

from dateline.document import Article
from dateline.focus import find_dateline


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("MOSCOW, June 26. /TASS/. The talks", "MOSCOW"),
        ("GENEVA (AP) — Envoys met", "GENEVA"),
        ("NEW YORK, Jan 3 (Reuters) - Shares fell", "NEW YORK"),
        ("ASTANA — The talks", "ASTANA"),
        ("By Jane Doe in Nairobi\n\nThe rains", "Nairobi"),
        ("PARIS, Texas, 5 May 2024: Voters", "PARIS"),
        ("ST. LOUIS (AP) -- Police", "ST. LOUIS"),
    ],
)
def test_the_usual_forms_of_a_dateline_are_found(text, place):
    """The dateline's place is the name at the head, before date, agency or dash."""
    span = find_dateline(Article("a", text))
    assert span is not None
    assert span.content == place
    assert text[span.start_offset : span.end_offset] == place


@pytest.mark.parametrize(
    "text",
    [
        "The talks in Astana went on.",
        "",
        "Sergey Lavrov said on June 26 that",
        "Police said. Two men",
        "A" * 5000,
        "A " * 5000,
    ],
    ids=["plain", "empty", "person", "sentence", "one long word", "many capitals"],
)
def test_an_ordinary_beginning_is_no_dateline(text):
    """Prose is not mistaken for a dateline."""
    assert find_dateline(Article("a", text)) is None
