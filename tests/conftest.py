import pytest

from dateline.settings import Settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No DATELINE_* variable of the developer's shell reaches a test."""
    import os

    for name in tuple(os.environ):
        if name.startswith("DATELINE_"):
            monkeypatch.delenv(name)


@pytest.fixture
def settings() -> Settings:
    return Settings()
