import pytest
from tokenizers import Tokenizer
from tokenizers.models import Unigram, WordLevel
from tokenizers.normalizers import NFKC
from tokenizers.pre_tokenizers import Metaspace, Sequence, WhitespaceSplit
from transformers import PreTrainedTokenizerFast

from training.recogniser.pieces import word_pieces

MARK = "\N{LOWER ONE EIGHTH BLOCK}"
VOCABULARY = [
    *((piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>")),
    (MARK, -3.0),
    (f"{MARK}Ge", -4.0),
    ("ne", -5.0),
    (f"{MARK}G", -3.5),
    ("ene", -4.0),
    ("v", -3.0),
    ("a", -2.0),
    ("ne", -5.0),
    ("va", -4.5),
    ("ﬁ", -9.0),
    ("f", -3.0),
    ("i", -3.0),
]


@pytest.fixture(scope="module")
def tokenizer():
    made = Tokenizer(Unigram(VOCABULARY, unk_id=3))
    made.normalizer = NFKC()
    made.pre_tokenizer = Sequence([WhitespaceSplit(), Metaspace()])
    return PreTrainedTokenizerFast(tokenizer_object=made)


@pytest.mark.parametrize("word", ["Geneva", "Gene", "neva", "fiGe", "ﬁ", "Ž", "vŽŽa", "a", " ", "\xa0", ""])
def test_pieces_are_those_of_the_tokenizer(tokenizer, word):
    """SentencePiece finds the same ones as tokenizers, whose model it is, and unknown where there are none."""
    expected = tokenizer.backend_tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids
    piece_ids, first_pieces = word_pieces(tokenizer).encode([word, "Geneva"])
    assert piece_ids[1 : first_pieces[1]] == (expected or [3])
    assert (piece_ids[0], piece_ids[-1]) == (0, 2)


def test_a_tokenizer_of_another_kind_is_refused():
    """Its model has no scores."""
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(WordLevel({"<unk>": 0}, unk_token="<unk>")))  # noqa: S106
    with pytest.raises(ValueError, match="WordLevel, not Unigram"):
        word_pieces(tokenizer)


def test_a_tokenizer_without_its_special_pieces_is_refused():
    """No sentence could be begun."""
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(Unigram(VOCABULARY[2:], unk_id=1)))
    with pytest.raises(ValueError, match="has no <pad>, <s>"):
        word_pieces(tokenizer)
