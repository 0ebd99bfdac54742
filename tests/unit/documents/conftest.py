from pathlib import Path

import pytest

from dateline.documents import find_inputs, read_inputs

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def read():
    """Read a file, a folder or, by its name alone, a sample."""

    def read(path, **given):
        path = SAMPLES / path if isinstance(path, str) else path
        return list(read_inputs(find_inputs([str(path)]), **given))

    return read


@pytest.fixture
def samples():
    return SAMPLES
