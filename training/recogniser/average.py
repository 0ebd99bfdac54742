"""Averages taggers of one start: `python -m training.recogniser.average --models FOLDER ... --out build/ner/final`.

Where several taggers were fine-tuned from the same start, the mean of their weights is better than each (Wortsman et
al. 2022, "Model soups").
"""

import argparse
from pathlib import Path

import torch

from training.recogniser.network import load_tagger, save_tagger


def main() -> None:
    """Runs the stage from the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--models", type=Path, nargs="+", required=True)
    arguments.add_argument("--out", type=Path, required=True)
    chosen = arguments.parse_args()
    loaded = list(map(load_tagger, chosen.models))
    states = [tagger.state_dict() for tagger, _ in loaded]
    tagger, tokenizer = loaded[0]
    tagger.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    save_tagger(tagger, tokenizer, chosen.out)


if __name__ == "__main__":
    main()
