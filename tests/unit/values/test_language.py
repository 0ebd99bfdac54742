import pytest

from dateline.values import ArticleLanguage, given_language


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en"), ("pt-BR", "pt"), ("NO", "nb"), ("nn-NO", "nn"), ("sr-Latn", "sr"), ("zh-Hant", "zh")],
)
def test_a_tag_names_a_language(tag, code):
    """Region and script are no part of it, and the earlier code of Bokmål is understood."""
    assert given_language(tag) == ArticleLanguage(code, 1.0, is_given=True)
