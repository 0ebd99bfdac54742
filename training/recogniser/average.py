"""Averages taggers of one start: `python -m training.recogniser.average --models FOLDER ... --out build/ner/final`.

The mean of the weights of several fine-tuned from the same start is better than each (Wortsman et al. 2022, "Model
soups").
"""

import argparse
from pathlib import Path

import torch

from training.recogniser.network import load_tagger, save_tagger


def main() -> None:
    """Command line of the stage."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--models", type=Path, nargs="+", required=True)
    arguments.add_argument("--out", type=Path, required=True)
    chosen = arguments.parse_args()
    (tagger, tokenizer), *others = map(load_tagger, chosen.models)
    states = [each.state_dict() for each in (tagger, *(other for other, _ in others))]
    tagger.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    save_tagger(tagger, tokenizer, chosen.out)


if __name__ == "__main__":
    main()
