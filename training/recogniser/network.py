"""The tagger as training sees it: one encoder, two heads.

The first head marks people, organisations and places; the second marks every place, also inside longer names, and
demonyms. Each head is a linear layer over the encoder's output for the first piece of each word, as in flair's
SequenceTagger without CRF and RNN, into which `training.recogniser.flair_tagger` turns it. The encoder's upper layers
may read only the first piece of most words: the lower layers have gathered there what the word's other pieces say.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from dateline.ner.pieces import BEGIN
from dateline.ner.tagging import tag_names

NAME_LABELS, TOPONYM_LABELS = ("PERSON", "ORGANIZATION", "PLACE"), ("PLACE", "DEMONYM")
NAME_TAGS, TOPONYM_TAGS = tag_names(NAME_LABELS), tag_names(TOPONYM_LABELS)
_BEGIN_ID = 0
"""The begin mark of our vocabularies, which upper layers read in taggers of before `read_always`, too."""
_ARABIC_LETTER = re.compile("[\u0620-\u064a]")


class TwoHeadedTagger(nn.Module):
    """A tagger with two heads, which gives the scores of both for each word.

    Of the encoder's layers, the lower `piece_layers` (an attribute of its configuration; all, where it is missing) read
    every piece, and those above them each word's first piece, and the pieces that `read_always` names.
    """

    always_read: Tensor
    """For each piece of the vocabulary, whether upper layers read it."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        always_read = torch.zeros(encoder.config.vocab_size, dtype=torch.bool)
        always_read[getattr(encoder.config, "always_read", [_BEGIN_ID])] = True
        self.register_buffer("always_read", always_read, persistent=False)
        self.names = nn.Linear(encoder.config.hidden_size, len(NAME_TAGS))
        self.toponyms = nn.Linear(encoder.config.hidden_size, len(TOPONYM_TAGS))

    def forward(self, piece_ids: Tensor, mask: Tensor, first_pieces: Tensor) -> tuple[Tensor, Tensor]:
        """Returns the scores of names and toponyms, a row a word.

        `piece_ids` and `mask` are [sentences, pieces]; `first_pieces` are places in the flattened first two axes.
        """
        layers = list(self.encoder.encoder.layer)
        piece_layers = count_piece_layers(self.encoder.config)
        hidden = _read(layers[:piece_layers], self.encoder.embeddings(piece_ids), mask)
        if piece_layers < len(layers):
            is_kept = self.always_read[piece_ids].flatten().index_fill(0, first_pieces, value=True)
            hidden, mask, first_pieces = _kept_pieces(hidden, is_kept.reshape(piece_ids.shape), first_pieces)
            hidden = _read(layers[piece_layers:], hidden, mask)
        words = hidden.reshape(-1, hidden.shape[-1])[first_pieces]
        return self.names(words).float(), self.toponyms(words).float()


def count_piece_layers(config: BertConfig) -> int:
    """Returns how many of the encoder's layers, from below, read every piece."""
    layer_count: int = config.num_hidden_layers
    return min(getattr(config, "piece_layers", layer_count), layer_count)


def count_passage_pieces(config: BertConfig) -> int:
    """Returns how many pieces of sentences in a row the tagger has learnt to read together; 0 where of one alone."""
    pieces: int = getattr(config, "passage_pieces", 0)
    return pieces


def _read(layers: Sequence[nn.Module], hidden: Tensor, mask: Tensor) -> Tensor:
    """Returns what layers make of `hidden`, [sentences, pieces, features], of which `mask` says what is no padding."""
    barred = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * torch.finfo(hidden.dtype).min
    for layer in layers:
        hidden = layer(hidden, attention_mask=barred)[0]
    return hidden


def _kept_pieces(hidden: Tensor, is_kept: Tensor, first_pieces: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Returns the features of the kept pieces alone, their mask, and the first pieces' new places."""
    counts = is_kept.sum(dim=1)
    longest = int(counts.max())
    rows = torch.arange(len(counts))[:, None] * longest
    places = (rows + is_kept.cumsum(dim=1) - 1).flatten()
    width = hidden.shape[-1]
    kept = hidden.new_zeros(len(counts) * longest, width)
    kept = kept.index_copy(0, places[is_kept.flatten()], hidden[is_kept])
    mask = torch.arange(longest)[None] < counts[:, None]
    return kept.reshape(-1, longest, width), mask, places[first_pieces]


def read_always(tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast) -> None:
    """Lets upper layers read the begin mark, and every piece in Arabic letters: particles stand before Arabic names."""
    pieces = tokenizer.get_vocab().items()
    read = sorted(number for piece, number in pieces if piece == BEGIN or _ARABIC_LETTER.search(piece))
    tagger.encoder.config.always_read = read
    tagger.always_read[read] = True


def begin(encoder_folder: Path, *, kept_layers: Sequence[int] | None = None) -> TwoHeadedTagger:
    """Returns an untrained tagger over the encoder in a folder, or over some of its layers."""
    encoder = BertModel.from_pretrained(
        encoder_folder, dtype=torch.float32, attn_implementation="eager", add_pooling_layer=False
    )
    tagger = TwoHeadedTagger(encoder)
    return tagger if kept_layers is None else keep_layers(tagger, kept_layers)


def keep_layers(tagger: TwoHeadedTagger, layers: Sequence[int]) -> TwoHeadedTagger:
    """Reduces the tagger's encoder to these layers, in this order, and returns the tagger."""
    tagger.encoder.encoder.layer = nn.ModuleList(tagger.encoder.encoder.layer[i] for i in layers)
    tagger.encoder.config.num_hidden_layers = len(layers)
    return tagger


def save_tagger(tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Writes tokenizer, configuration and weights to a folder; the weights come last and appear whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save_pretrained(folder)
    (folder / "config.json").write_text(json.dumps(tagger.encoder.config.to_dict()), encoding="utf-8")
    partial = folder / "tagger.safetensors.partial"
    save_file({name: tensor.contiguous() for name, tensor in tagger.state_dict().items()}, partial)
    partial.rename(folder / "tagger.safetensors")


def load_tagger(folder: Path) -> tuple[TwoHeadedTagger, PreTrainedTokenizerFast]:
    """Returns the tagger and the tokenizer that `save_tagger` wrote."""
    config = BertConfig.from_dict(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    config._attn_implementation = "eager"  # noqa: SLF001  # only from_pretrained has a public argument for it
    tagger = TwoHeadedTagger(BertModel(config, add_pooling_layer=False))
    tagger.load_state_dict(load_file(folder / "tagger.safetensors"))
    return tagger, PreTrainedTokenizerFast.from_pretrained(folder)
