import pytest

from dateline.values import ArticleLanguage, given_language, language_standards


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en"), ("pt-BR", "pt"), ("NO", "nb"), ("nn-NO", "nn"), ("sr-Latn", "sr"), ("zh-Hant", "zh")],
)
def test_a_tag_names_a_language(tag, code):
    """Region and script are no part of it, and the earlier code of Bokmål is understood."""
    assert given_language(tag) == ArticleLanguage(code, 1.0, is_given=True)


def test_two_standards_of_a_language_know_each_other():
    """The one whose tables serve both goes before; most languages have one standard."""
    assert language_standards("nn") == language_standards("nb") == ("nb", "nn")
    assert language_standards("sr") == language_standards("hr") == ("hr", "sr")
    assert (language_standards("pl"), language_standards("tlh")) == (("pl",), ("tlh",))
