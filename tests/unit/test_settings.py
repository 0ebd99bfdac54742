import pytest
from pydantic import ValidationError

from dateline.errors import InvalidInputError
from dateline.settings import Settings, load_settings


def test_what_is_given_goes_before_the_environment_and_that_before_the_default(monkeypatch):
    """Command line over environment over default; None means not given."""
    monkeypatch.setenv("DATELINE_PORT", "1234")
    monkeypatch.setenv("DATELINE_HOST", "127.0.0.2")
    settings = load_settings(port=4321, host=None)
    assert (settings.port, settings.host, settings.insecure) == (4321, "127.0.0.2", False)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATELINE_PORT", "many"), ("DATELINE_MAX_RESPONSE_BYTES", "1"), ("DATELINE_MAX_CANDIDATES", "4")],
)
def test_a_wrong_setting_is_named(monkeypatch, name, value):
    """A senseless value, or one out of bounds, is an error that names the setting."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInputError, match=name.removeprefix("DATELINE_").lower()):
        load_settings()


def test_a_misspelt_setting_is_named(monkeypatch):
    """A name that is no setting is an error as the environment, or the argument, spells it."""
    monkeypatch.setenv("DATELINE_PROT", "1")
    with pytest.raises(InvalidInputError, match=r"^DATELINE_PROT: no such setting; prot: no such setting$"):
        load_settings(prot=1)


def test_an_answer_has_room_for_the_errors_of_a_batch():
    """A largest answer that the errors of the largest batch would fill is refused by name."""
    load_settings(max_batch_articles=128, max_response_bytes=1 << 20)
    with pytest.raises(InvalidInputError, match="max_response_bytes"):
        load_settings(max_batch_articles=129, max_response_bytes=1 << 20)


@pytest.mark.parametrize("value", ["{", "[]", '"sesame"', "sesame"])
def test_the_fallback_geocoder_s_options_are_an_object_and_never_shown(monkeypatch, value):
    """They may hold a key: neither an error nor the settings' own text quotes them."""
    monkeypatch.setenv("DATELINE_FALLBACK_GEOCODER_OPTIONS", value)
    with pytest.raises(InvalidInputError, match=r"fallback_geocoder_options: .* JSON object") as caught:
        load_settings()
    assert "sesame" not in str(caught.value)
    assert "sesame" not in repr(load_settings(fallback_geocoder_options='{"api_key": "sesame"}'))
    with pytest.raises(ValidationError) as refused:
        Settings(fallback_geocoder_options='{"api_key": "sesame"')
    assert "sesame" not in str(refused.value)
