import pytest

from dateline.resolution.context.country_words import country_shares, wordings
from dateline.values import Article


@pytest.mark.parametrize(
    ("text", "country_code"),
    [
        ("A solicitor was heard at Norwich Crown Court.", "GB"),
        ("He was fined £40.", "GB"),
        ("The sheriff's Office shut", "US"),
        ("Gardaí are looking for him", "IE"),
        ("The BJP's man won", "IN"),
        ("a ZANU-PF-led town", "ZW"),
        ("RM20,000 was lost", "MY"),
        ("A$5m, or £3m", "AU"),
        ("The sheriff’s office called it an accident.", "US"),  # the apostrophe of print
        ("A garda was at the scene", "IE"),
        ("Each farmer gets ₦5,000 a month", "NG"),
        ("The barangay captain agreed", "PH"),
    ],
)
def test_money_courts_and_offices_tell_a_country(text: str, country_code: str) -> None:
    """One wording is a half; several words count with capitals, too."""
    assert country_shares(Article("a", text)) == {country_code: 0.5}


@pytest.mark.parametrize(
    "text",
    ["", "Rand Paul spoke.", "The court is in a crown colony.", "A gardener was there.", "A$AP Rocky", "RM Smith"],
)
def test_other_words_tell_none(text: str) -> None:
    """Nor does a part of a wording, or a name that is written like one."""
    assert not country_shares(Article("a", text))


def test_several_countries_share_a_wording_and_several_wordings_add_up() -> None:
    """Each counts once, wherever it stands, and the sum stays below 1."""
    shares = country_shares(
        Article("a", "Crore upon crore, said the sarpanch. The sarpanch sighed.", title="A sarpanch")
    )
    assert shares == pytest.approx({"IN": 1.25 / 3, "PK": 0.25 / 3, "BD": 0.25 / 3, "NP": 0.25 / 3})


def test_every_wording_of_the_table_is_found() -> None:
    """As it is written there, money before a number."""
    for wording, codes in wordings().items():
        assert set(codes) <= country_shares(Article("a", f"So {wording} 3 it was.")).keys(), wording


def test_no_wording_stands_in_two_rows() -> None:
    """Its countries stand together, each once."""
    assert all(len(set(codes)) == len(codes) for codes in wordings().values())
