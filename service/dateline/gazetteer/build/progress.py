"""Progress bars on standard error."""

import sys
from typing import Any

from tqdm import tqdm


def progress_bar(*arguments: Any, is_shown: bool, **options: Any) -> tqdm:  # noqa: ANN401  # tqdm has no types
    """Returns a bar of tqdm's with these arguments, which stays silent unless `is_shown`."""
    return tqdm(*arguments, file=sys.stderr, disable=not is_shown, mininterval=0.5, **options)
