"""A trained tagger as flair's own: `python -m training.recogniser.flair_tagger --model FOLDER --out names.pt`.

Each head becomes a flair SequenceTagger on the same encoder, to fine-tune further or to run beside flair's models. The
service reads the file as it reads any flair model, with --allow-pickle; it is ten times slower than the shipped form.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from flair.data import Dictionary
from flair.embeddings import TransformerWordEmbeddings
from flair.models import SequenceTagger
from torch import nn
from transformers import PreTrainedTokenizerFast

from training.recogniser.network import NAME_TAGS, TOPONYM_TAGS, TwoHeadedTagger, count_piece_layers, load_tagger


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--head", choices=("names", "toponyms"), default="names")
    arguments.add_argument("--out", type=Path, required=True)
    chosen = arguments.parse_args()
    names, toponyms = flair_taggers(*load_tagger(chosen.model))
    (names if chosen.head == "names" else toponyms).save(chosen.out)


def flair_taggers(tagger: TwoHeadedTagger, tokenizer: PreTrainedTokenizerFast) -> tuple[SequenceTagger, SequenceTagger]:
    """Returns the heads for names and for toponyms as flair taggers that share one encoder.

    Raises ValueError for a tagger whose upper layers do not read every piece, as all layers of flair's do.
    """
    if count_piece_layers(tagger.encoder.config) < tagger.encoder.config.num_hidden_layers:
        raise ValueError("flair reads every piece in every layer; train without --piece-layers")
    with tempfile.TemporaryDirectory() as folder:
        tagger.encoder.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        embeddings = TransformerWordEmbeddings(folder, layers="-1", subtoken_pooling="first", use_context=False)
    return (
        _with_head(embeddings, tagger.names, NAME_TAGS, "names"),
        _with_head(embeddings, tagger.toponyms, TOPONYM_TAGS, "toponyms"),
    )


def _with_head(
    embeddings: TransformerWordEmbeddings, head: nn.Linear, tags: Sequence[str], name: str
) -> SequenceTagger:
    dictionary = Dictionary(add_unk=False)
    for tag in tags:
        dictionary.add_item(tag)
    flair_tagger = SequenceTagger(
        embeddings=embeddings,
        tag_dictionary=dictionary,
        tag_type=name,
        use_rnn=False,
        use_crf=False,
        reproject_embeddings=False,
        init_from_state_dict=True,  # the dictionary holds tags, not labels to make tags of
    )
    flair_tagger.linear.load_state_dict(head.state_dict())
    return flair_tagger.eval()


if __name__ == "__main__":
    main()
