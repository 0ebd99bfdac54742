"""Tables of languages: what py3langid tells a text's language by, of this process or of all on the machine."""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import ResourceDamagedError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from py3langid.langid import LanguageIdentifier

_NAMES = ("likelihoods", "priors", "languages", "next_states", "rows", "outputs")
_LAYOUT = 1
"""Number of what the files of a shared folder are, so that none of another version is read."""


@cache
def load_identifier(language_codes: tuple[str, ...], *, shared_folder: Path | None = None) -> "LanguageIdentifier":
    """Returns py3langid's identifier of some languages (ISO 639), which takes half a second; the next call is cheap.

    In `shared_folder`, which is of this machine and of nobody else, its tables are kept, 55 MB; processes that map them
    from there share one copy in memory. Raises OSError where that folder cannot be written, and ResourceDamagedError
    where it belongs to somebody else or what it holds cannot be read.
    """
    # Imported here, as light clients need none of these.
    import numpy as np
    from py3langid.langid import LanguageIdentifier

    from dateline.files.shared import made_once

    if shared_folder is None:
        tables = _tables(language_codes)
    else:
        digest = sha256(" ".join(language_codes).encode()).hexdigest()[:12]
        folder = made_once(
            f"languages-{_LAYOUT}-{version('py3langid')}-{digest}",
            folder=shared_folder,
            file_names=tuple(map(_file_name, _NAMES)),
            make=lambda new: _save(_tables(language_codes), new),
        )
        try:
            tables = {name: np.load(folder / _file_name(name), mmap_mode="r") for name in _NAMES}
        except (EOFError, ValueError) as error:
            raise ResourceDamagedError(
                f"{folder} cannot be read ({error}): remove it, so that it is made anew"
            ) from error
    return LanguageIdentifier(
        np.asarray(tables["likelihoods"]),
        np.asarray(tables["priors"]),
        tables["languages"].tolist(),
        # Views give Python's numbers, one by one, as fast as arrays of the standard library do.
        tables["next_states"].data,
        tables["outputs"].data,
        norm_probs=True,
        tk_row=tables["rows"].data,
    )


def _tables(language_codes: tuple[str, ...]) -> "dict[str, NDArray[Any]]":
    import numpy as np
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # Copied out of it, because it would keep the table of all languages, and the rows of these would lie all over it.
    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages(language_codes)
    return {
        "likelihoods": np.ascontiguousarray(whole.nb_ptc),
        "priors": np.asarray(whole.nb_pc),
        "languages": np.array(whole.nb_classes),
        "next_states": np.asarray(whole.tk_nextmove),
        "rows": np.asarray(whole.tk_row),
        "outputs": np.array(whole.tk_output, dtype=np.int32),
    }


def _save(tables: "dict[str, NDArray[Any]]", folder: Path) -> None:
    import numpy as np

    for name, table in tables.items():
        np.save(folder / _file_name(name), table)


def _file_name(name: str) -> str:
    return f"{name}.npy"
