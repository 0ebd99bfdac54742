"""The folder of a model that training.recogniser.export wrote, and what it says of the model before that is loaded."""

import json
from pathlib import Path
from typing import Any

from dateline.errors import ResourceDamagedError, ResourceMissingError
from dateline.values import ModelDescription

SHIPPED_FOLDER = Path(__file__).parent / "model"
"""The model for English."""
MULTILINGUAL_FOLDER = Path(__file__).parent / "multilingual"
"""The model for all other languages."""
FACTS, NETWORK, PIECES = "model.json", "model.onnx", "pieces.model"
"""The files of a folder."""


def read_facts(folder: Path) -> dict[str, Any]:
    """Returns what `folder` says of its model, where all its files are there; the others aren't read.

    Raises ResourceMissingError or ResourceDamagedError.
    """
    for name in (FACTS, NETWORK, PIECES):
        if not (folder / name).exists():
            is_shipped = folder in (SHIPPED_FOLDER, MULTILINGUAL_FOLDER)
            remedy = "the install is incomplete" if is_shipped else "it is no model of Dateline's"
            raise ResourceMissingError(f"model folder {str(folder)!r} has no {name}: {remedy}")
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResourceDamagedError(f"model folder {str(folder)!r} cannot be read: {error}") from error
    if not isinstance(facts, dict):
        raise ResourceDamagedError(f"model folder {str(folder)!r}: its {FACTS} is no object")
    return facts


def describe(folder: Path, facts: dict[str, Any]) -> ModelDescription:
    """Returns the description that the facts of `folder` give of its model; raises ResourceDamagedError."""
    try:
        return ModelDescription(
            facts["name"],
            facts["sha256"][:12],
            tuple(facts["language_codes"]),
            tuple(sorted({*facts["name_labels"], *facts["toponym_labels"]})),
        )
    except (KeyError, TypeError) as error:
        raise ResourceDamagedError(f"model folder {str(folder)!r} is inconsistent: {error}") from error
