import re

import pytest

from dateline.annotation import Annotator
from dateline.gazetteer.build import build_gazetteer
from dateline.settings import Settings
from dateline.values import Article, EntityType, GivenMention, MentionKind, ModelDescription, Recognition
from support.word_list import RECORDS

TALKS = "Talks resumed in Syria. Nobody left Moscow. Aleppo was quiet. Moscow said nothing more of it."


class PassageReader:
    """Finds three places; a passage has up to ten words."""

    parallel_sentences = 1
    passage_tokens = 10
    description = ModelDescription("passages", "1", ("en",), ("PLACE",))

    def __init__(self):
        self.passages = []

    def count_tokens(self, sentence):
        return len(sentence.split())

    def recognize(self, sentences):
        raise AssertionError(f"sentences were given apart: {sentences}")

    def recognize_passages(self, passages, *, language_codes):
        assert set(language_codes) <= {"en"}
        self.passages += passages
        return tuple(tuple(tuple(self._names(sentence)) for sentence in passage) for passage in passages)

    def _names(self, sentence):
        for match in re.finditer("Moscow|Syria|Aleppo", sentence):
            yield Recognition(*match.span(), EntityType.PLACE, MentionKind.NAME, "PLACE", 0.9)


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory):
    path = tmp_path_factory.mktemp("gazetteer") / "tiny.sqlite"
    build_gazetteer(path, records=RECORDS)
    return path


@pytest.fixture
def reader():
    return PassageReader()


@pytest.fixture
def annotator(gazetteer, reader):
    return Annotator(Settings(gazetteer=gazetteer), recognizer=reader)


def names(annotation):
    mentions = [mention for entity in annotation.entities for mention in entity.mentions]
    return [each.span.content for each in sorted(mentions, key=lambda each: each.span.start_offset)]


def test_the_sentences_of_an_article_are_read_in_passages(annotator, reader):
    """Each name is where its sentence is, whichever passage that was in."""
    (annotation,) = annotator.annotate([Article("a", TALKS)])
    assert list(map(list, reader.passages)) == [
        ["Talks resumed in Syria.", "Nobody left Moscow.", "Aleppo was quiet."],
        ["Moscow said nothing more of it."],
    ]
    assert names(annotation) == ["Syria", "Moscow", "Aleppo", "Moscow"]


def test_no_passage_holds_sentences_of_two_articles(annotator, reader):
    """Nor is anything read of articles without text or with mentions; each keeps its own names."""
    given = GivenMention(0, 5, EntityType.PLACE)
    annotations = annotator.annotate(
        [
            Article("a", "Syria is quiet."),
            Article("b", " "),
            Article("c", "Syria", mentions=(given,)),
            Article("d", "Moscow is loud."),
        ]
    )
    assert list(map(list, reader.passages)) == [["Syria is quiet."], ["Moscow is loud."]]
    assert list(map(names, annotations)) == [["Syria"], [], ["Syria"], ["Moscow"]]


def test_a_title_is_read_with_the_text_below_it(annotator, reader):
    """What is below tells who and what a headline names."""
    annotator.annotate([Article("a", "Aleppo was quiet.", title="Aleppo quiet")])
    assert list(map(list, reader.passages)) == [["Aleppo quiet", "Aleppo was quiet."]]
