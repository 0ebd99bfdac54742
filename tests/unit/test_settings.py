import pytest

from dateline.errors import InvalidInputError
from dateline.settings import load_settings


def test_what_is_given_goes_before_the_environment_and_that_before_the_default(monkeypatch):
    """Command line over environment over default; None means not given."""
    monkeypatch.setenv("DATELINE_PORT", "1234")
    monkeypatch.setenv("DATELINE_HOST", "127.0.0.2")
    settings = load_settings(port=4321, host=None)
    assert (settings.port, settings.host, settings.insecure) == (4321, "127.0.0.2", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATELINE_PORT", "many"), ("DATELINE_MAX_BATCH_ARTICLES", "4001"), ("DATELINE_MAX_ALTERNATIVES", "4")],
)
def test_a_wrong_setting_is_named(monkeypatch, name, value):
    """A senseless value, or one out of bounds, is an error that names the setting."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInputError, match=name.removeprefix("DATELINE_").lower()):
        load_settings()


def test_a_misspelt_setting_is_named(monkeypatch):
    """A name that is no setting is an error as the environment spells it."""
    monkeypatch.setenv("DATELINE_PROT", "1")
    with pytest.raises(InvalidInputError, match="DATELINE_PROT"):
        load_settings()


@pytest.mark.parametrize("value", ["{", "[]", '"sesame"', "sesame"])
def test_the_fallback_geocoder_s_options_are_an_object_and_never_shown(monkeypatch, value):
    """They may hold a key: neither an error nor the settings' own text quotes them."""
    monkeypatch.setenv("DATELINE_FALLBACK_GEOCODER_OPTIONS", value)
    with pytest.raises(InvalidInputError, match=r"fallback_geocoder_options: .* JSON object") as caught:
        load_settings()
    assert "sesame" not in str(caught.value)
    assert "sesame" not in repr(load_settings(fallback_geocoder_options='{"api_key": "sesame"}'))
