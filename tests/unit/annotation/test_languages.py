import re

import pytest

from dateline.annotation import Annotator
from dateline.ner import Recognizers
from dateline.text.language_tables import load_identifier
from dateline.values import (
    Annotation,
    Article,
    ArticleLanguage,
    EntityType,
    GivenMention,
    MentionKind,
    ModelDescription,
    WarningReason,
)
from support.word_list import WordListRecognizer

FRENCH = "Les pourparlers ont repris lundi à Genève, et les délégués des deux camps les ont jugés utiles."


class FrenchRecognizer(WordListRecognizer):
    """The same with a French word."""

    description = ModelDescription("mots", "f1", ("fr",), ("PLACE",))
    _forms = ((EntityType.PLACE, re.compile("Alep")),)


def _annotate(annotator: Annotator, text, **fields) -> Annotation:
    return annotator.annotate([Article("a", text, **fields)])[0]


def test_warnings_tell_of_blank_text_and_foreign_languages(annotator):
    """White space is an empty annotation with a warning; so is a language the model was not made for."""
    blank = _annotate(annotator, " \n")
    assert (blank.entities, blank.warnings[0].reason) == ((), WarningReason.NO_TEXT)
    (warning,) = _annotate(annotator, "Aleppo", language_code="ru-RU").warnings
    assert warning.reason is WarningReason.LANGUAGE_UNSUPPORTED
    assert "is said to be 'ru'" in warning.message
    (warning,) = _annotate(annotator, FRENCH).warnings
    assert "looks like 'fr'" in warning.message


def test_a_language_is_doubted_that_the_text_is_plainly_not_in(annotator):
    """The caller's word is followed all the same; nothing is read, and nothing doubted, where mentions are given."""
    text = FRENCH * 3
    annotation = _annotate(annotator, text, language_code="en-GB")
    assert annotation.language == ArticleLanguage("en", 1.0, is_given=True)
    (warning,) = annotation.warnings
    assert warning.reason is WarningReason.LANGUAGE_DOUBTED
    assert "looks like 'fr', but is said to be 'en'" in warning.message
    assert not _annotate(annotator, text, language_code="en", mentions=()).warnings
    assert all(
        warning.reason is not WarningReason.LANGUAGE_DOUBTED
        for code in ("fr", "")
        for warning in _annotate(annotator, text, language_code=code).warnings
    )


def test_the_annotation_says_what_language_was_read(annotator):
    """The caller's word wins, without region; else the text tells, and how surely."""
    assert _annotate(annotator, FRENCH, language_code="en-GB").language == ArticleLanguage("en", 1.0, is_given=True)
    assert not _annotate(annotator, FRENCH, language_code="en-GB").warnings
    told = _annotate(annotator, FRENCH).language
    assert told is not None
    assert (told.code, told.is_given) == ("fr", False)
    assert told.probability > 0.9


def test_sentences_are_those_of_the_language(annotator):
    """A Chinese full stop ends a sentence, and what was found in each has its place in the text."""
    sentences = annotator.prepare(Article("a", "会谈在阿斯塔纳举行。双方代表都说会谈是有益的。")).sentences
    assert [(each.content, each.language_code) for each in sentences] == [
        ("会谈在阿斯塔纳举行。", "zh"),
        ("双方代表都说会谈是有益的。", "zh"),
    ]


def test_tables_of_languages_are_shared_where_weights_are(annotator, tmp_path):
    """For every article: no table of the process's own is loaded beside them."""
    load_identifier.cache_clear()
    settings = annotator.settings.model_copy(update={"shared_weights": tmp_path})
    sharing = Annotator(settings, recognizer=WordListRecognizer())
    sharing.load()
    assert list(tmp_path.glob("languages-*/next_states.npy"))
    for language_code in ("", "fr"):
        _annotate(
            sharing, "The envoys met in Aleppo on Monday and agreed to talk again. " * 8, language_code=language_code
        )
    assert load_identifier.cache_info().currsize == 1


def test_title_and_text_tell_the_language_together(annotator):
    """A text of names alone is read in the language of its headline."""
    language = _annotate(annotator, "Astana, Aleppo.", title="Les pourparlers ont repris lundi, très utiles").language
    assert language is not None
    assert language.code == "fr"


@pytest.fixture
def bilingual(annotator, monkeypatch):
    """An annotator whose settings name two recognisers, and the list of what was loaded later."""
    loads = []

    def load_french():
        loads.append("fr")
        return FrenchRecognizer()

    def load(_):
        return Recognizers(WordListRecognizer(), other=FrenchRecognizer.description, load_other=load_french)

    monkeypatch.setattr("dateline.annotation.annotator.load_recognizers", load)
    return Annotator(annotator.settings), loads


def test_the_language_of_the_article_chooses_the_recogniser(bilingual):
    """A language that a model was made for has no warning, and a model is loaded when the first text needs it."""
    annotator, loads = bilingual
    (english,) = annotator.annotate([Article("a", "Sergey Lavrov said that he had been to Moscow and to Aleppo.")])
    assert ([entity.name for entity in english.entities], loads) == (["Sergey Lavrov", "Moscow", "Aleppo"], [])
    french, declared = annotator.annotate([Article("a", f"Alep. {FRENCH}"), Article("b", "Alep", language_code="fr")])
    assert [entity.name for entity in (*french.entities, *declared.entities)] == ["Alep", "Alep"]
    assert not french.warnings
    assert loads == ["fr"]


def test_a_language_of_no_model_is_warned_of_and_read_by_that_for_many(bilingual):
    """Its code need not be one that any model knows."""
    annotator, _ = bilingual
    (annotation,) = annotator.annotate([Article("a", "Alep", language_code="cy")])
    assert [entity.name for entity in annotation.entities] == ["Alep"]
    assert "'cy'; the recogniser was made for en, fr" in annotation.warnings[0].message


def test_revisions_name_every_model(bilingual):
    """Whatever the language, since the model that is read with is only told from the text."""
    annotator, _ = bilingual
    assert annotator.model.language_codes == ("en", "fr")
    assert "+1-f1." in annotator.revision(Article("a", "Aleppo"))


def test_preparing_an_article_loads_its_model(bilingual):
    """So that a server's first sentence in a language takes no longer than others."""
    annotator, loads = bilingual
    annotator.prepare(Article("a", FRENCH))
    assert loads == []  # nothing was loaded yet, and the gazetteer would be needed first
    annotator.load()
    annotator.prepare(Article("a", "Moscow", language_code="en"))
    annotator.prepare(Article("a", "Moscow", language_code="fr", mentions=()))
    assert loads == []
    annotator.prepare(Article("a", FRENCH))
    assert loads == ["fr"]


def test_an_article_whose_mentions_were_given_has_no_language(annotator):
    """Nothing of it was read."""
    article = Article("a", FRENCH, mentions=(GivenMention(0, 3, EntityType.PLACE),))
    assert annotator.annotate(article).language is None


def test_demonyms_are_those_of_the_articles_language(annotator):
    """Small letters and endings, as the language told or given has them; "russo" is no demonym in German."""

    def demonyms(text, **fields):
        annotation = _annotate(annotator, text, **fields)
        return [
            (mention.span.content, entity.place and entity.place.name)
            for entity in annotation.entities
            for mention in entity.mentions
            if mention.kind is MentionKind.DEMONYM
        ]

    german = (
        "Die russischen Fischer haben das Boot in der Nacht verlassen, und die Russin sprach mit einem russo am Ufer."
    )
    assert demonyms(german) == [("russischen", "Russia"), ("Russin", "Russia")]
    assert demonyms("Il governo russo tace.", language_code="it") == [("russo", "Russia")]
    assert demonyms("Il governo russo tace.", language_code="en") == []
    assert demonyms("The Russian boat left.", language_code="en-GB") == [("Russian", "Russia")]


def test_given_demonyms_are_read_in_the_language_that_the_caller_names(annotator):
    """Without one they are English."""

    def place(language_code):
        given = GivenMention(4, 14, EntityType.PLACE)
        article = Article("a", "Die russischen Fischer", language_code=language_code, mentions=(given,))
        (entity,) = annotator.annotate([article])[0].entities
        (toponym,) = annotator.toponyms(article)
        place = entity.resolution.place if entity.resolution else None
        assert bool(toponym.matches) == (place is not None)
        return entity.mentions[0].kind, place.name if place else None

    assert place("de-AT") == (MentionKind.DEMONYM, "Russia")
    assert place("sr")[0] is MentionKind.NAME
    assert place("") == (MentionKind.NAME, None)
