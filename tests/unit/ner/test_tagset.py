import pytest

from dateline.errors import ResourceDamagedError
from dateline.ner.tagset import check_labels, span_labels


@pytest.mark.parametrize(
    ("tags", "labels"),
    [
        (("O", "S-LOC", "B-LOC", "E-LOC", "I-LOC", "S-PER"), ("LOC", "PER")),
        (("<unk>", "O", "B-GPE", "I-GPE", "<START>", "<STOP>"), ("GPE",)),
    ],
    ids=["BIOES", "BIO with a CRF's tags"],
)
def test_labels_are_tags_without_positions(tags, labels):
    """What a model can say, sorted, without how spans are encoded."""
    assert span_labels(tags) == labels


def test_a_tag_set_without_any_of_ours_is_refused_with_its_labels():
    """The error says what the model does predict."""
    check_labels(("LOC", "MISC"), model="m")
    with pytest.raises(ResourceDamagedError, match="NOUN, VERB"):
        check_labels(("NOUN", "VERB"), model="m")
