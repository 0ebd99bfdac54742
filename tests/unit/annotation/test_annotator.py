import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation import Annotator
from dateline.convert import annotation_from_message, annotation_to_message
from dateline.errors import InvalidInputError, ResourceMissingError
from dateline.gazetteer.build import Record, build_gazetteer
from dateline.ner import Recognizers
from dateline.settings import Settings
from dateline.text import OffsetEncoding
from dateline.text.language_tables import load_identifier
from dateline.values import (
    AnnotateOptions,
    Annotation,
    Article,
    ArticleLanguage,
    Coordinates,
    Dateline,
    Direction,
    EntityType,
    GivenMention,
    MentionKind,
    ModelDescription,
    Place,
    PlaceQuery,
    ReaderRegion,
    Recognition,
    Resolution,
    SpatialKind,
    SpatialRelation,
    WarningReason,
)
from support.growth import growth
from support.wild_text import wild_text

RECORDS = (
    Record(
        "geonames:2017370", "Russia", "A", "PCLI", Coordinates(60, 100), "RU",
        population_count=144_000_000, demonyms=("Russian",),
    ),
    Record("geonames:524901", "Moscow", "P", "PPLC", Coordinates(55.75, 37.62), "RU", population_count=10_000_000),
    Record("geonames:163843", "Syria", "A", "PCLI", Coordinates(35, 38), "SY", population_count=17_000_000),
    Record("geonames:170063", "Aleppo", "P", "PPL", Coordinates(36.2, 37.16), "SY", population_count=1_600_000),
)  # fmt: skip
FRENCH = "Les pourparlers ont repris lundi à Genève, et les délégués des deux camps les ont jugés utiles."
PEOPLE, ORGANISATIONS = r"Sergey Lavrov|Lavrov", r"Russian Foreign Ministry|Aleppo University"


class WordListRecognizer:
    """Recognises the names of a short list: small, real, and without a model."""

    parallel_sentences = None
    description = ModelDescription("word list", "1", ("en",), ("ORG", "PER", "PLACE"))
    _forms: tuple[tuple[EntityType, re.Pattern[str]], ...] = (
        (EntityType.PERSON, re.compile(PEOPLE)),
        (EntityType.ORGANIZATION, re.compile(ORGANISATIONS)),
        (EntityType.PLACE, re.compile(r"(?:Moscow|Syria|Aleppo|Nowhereville)(?! University)")),
    )

    def count_tokens(self, sentence):
        return len(sentence.split())

    def recognize(self, sentences):
        return tuple(tuple(self._recognize(sentence)) for sentence in sentences)

    def _recognize(self, sentence):
        for entity_type, form in self._forms:
            for match in form.finditer(sentence):
                yield Recognition(*match.span(), entity_type, MentionKind.NAME, entity_type.value, 0.9)


class FrenchRecognizer(WordListRecognizer):
    """The same with a French word."""

    description = ModelDescription("mots", "f1", ("fr",), ("PLACE",))
    _forms = ((EntityType.PLACE, re.compile("Alep")),)


@pytest.fixture(scope="module")
def annotator(tmp_path_factory) -> Annotator:
    """An annotator on four places and a word list."""
    path = Path(tmp_path_factory.mktemp("gazetteer")) / "tiny.sqlite"
    build_gazetteer(path, records=RECORDS)
    return Annotator(Settings(gazetteer=path), recognizer=WordListRecognizer())


def _annotate(annotator: Annotator, text, options: AnnotateOptions | None = None, **fields) -> Annotation:
    return annotator.annotate([Article("a", text, **fields)], options=options or AnnotateOptions())[0]


def _place(found: Dateline | Resolution | None) -> Place:
    assert found is not None
    assert found.place is not None
    return found.place


def _names(annotation):
    return [(entity.type.value, entity.name) for entity in annotation.entities]


def test_text_becomes_entities_with_places_resolved(annotator):
    """People, organisations and places are merged; a demonym is a mention of its country."""
    text = "MOSCOW, June 26. Sergey Lavrov of the Russian Foreign Ministry spoke of Aleppo, Syria. Lavrov left Moscow."
    annotation = _annotate(annotator, text)
    assert _names(annotation) == [
        ("PLACE", "Moscow"),
        ("PERSON", "Sergey Lavrov"),
        ("ORGANIZATION", "Russian Foreign Ministry"),
        ("PLACE", "Russia"),
        ("PLACE", "Aleppo"),
        ("PLACE", "Syria"),
    ]
    moscow, lavrov, ministry, russia, aleppo, _ = annotation.entities
    assert [mention.span.content for mention in moscow.mentions] == ["MOSCOW", "Moscow"]
    assert len(lavrov.mentions) == 2
    assert russia.mentions[0].kind is MentionKind.DEMONYM
    assert russia.mentions[0].within_mention_id == ministry.mentions[0].mention_id
    assert _place(aleppo.resolution).place_id == "geonames:170063"
    assert _place(annotation.dateline).name == "Moscow"
    assert [focus.place.name for focus in annotation.focus_places] == ["Syria", "Aleppo"]


@given(
    st.lists(
        st.one_of(wild_text, st.sampled_from(("Aleppo", "Russian", " Sergey Lavrov ", "Moscow, June 3. "))), max_size=8
    )
)
def test_every_span_is_what_the_text_holds_there_in_every_unit(annotator, parts):
    """text[start:end] == content, whatever the text holds, as code points, UTF-16 units and bytes."""
    text = "".join(parts) or "x"
    article = Article("a", text, title=text[::-1][:500])
    (annotation,) = annotator.annotate([article])
    raw = {
        OffsetEncoding.UTF32: lambda part, start, end: part[start:end],
        OffsetEncoding.UTF16: lambda part, start, end: part.encode("utf-16-le")[2 * start : 2 * end].decode(
            "utf-16-le"
        ),
        OffsetEncoding.UTF8: lambda part, start, end: part.encode()[start:end].decode(),
    }
    for encoding, cut in raw.items():
        message = annotation_to_message(annotation, offset_encoding=encoding)
        for value, entity in zip(annotation.entities, message.entities, strict=True):
            for mention, sent in zip(value.mentions, entity.mentions, strict=True):
                part = article.text_of(mention.span.part)
                assert cut(part, sent.span.start_offset, sent.span.end_offset) == sent.span.content
                assert sent.span.content == mention.span.content


def test_an_annotation_does_not_depend_on_its_neighbours(annotator):
    """Each article of a batch gets the annotation it gets alone."""
    articles = [Article(str(i), text) for i, text in enumerate(("Aleppo.", " ", "Syria and Lavrov", "Sergey Lavrov"))]
    together = annotator.annotate(articles)
    assert together == tuple(annotator.annotate([article])[0] for article in articles)


def test_given_mentions_take_the_place_of_recognition(annotator):
    """The caller's spans, and only they, are answered; nested ones and demonyms are told apart."""
    text = "Russian guests at Aleppo University in Nowhereville"
    start = text.index("Aleppo")
    spans = (
        (0, 7, EntityType.PLACE),
        (start, start + 17, EntityType.ORGANIZATION),
        (start, start + 6, EntityType.PLACE),
    )
    mentions = tuple(GivenMention(*span) for span in spans)
    annotation = _annotate(annotator, text, mentions=mentions)
    kinds = {mention.span.content: mention.kind for entity in annotation.entities for mention in entity.mentions}
    assert kinds == {
        "Russian": MentionKind.DEMONYM,
        "Aleppo University": MentionKind.NAME,
        "Aleppo": MentionKind.NESTED,
    }
    assert _annotate(annotator, text, mentions=()).entities == ()


def test_a_mention_says_where_it_points_seen_from_its_place(annotator):
    """The words before the name are read, and the span stays the name."""
    (aleppo,) = _annotate(annotator, "A village 30 km east of Aleppo").entities
    assert aleppo.mentions[0].span.content == "Aleppo"
    assert aleppo.mentions[0].spatial_relation == SpatialRelation(SpatialKind.OFFSET, Direction.EAST, 30)


def test_a_place_the_gazetteer_does_not_hold_is_still_an_entity(annotator):
    """An unknown place is surely NIL and disturbs no other."""
    annotation = _annotate(annotator, "From Nowhereville to Aleppo")
    assert [(entity.name, entity.resolution and entity.resolution.place is None) for entity in annotation.entities] == [
        ("Nowhereville", True),
        ("Aleppo", False),
    ]


def test_an_unknown_outlet_is_warned_of(annotator):
    """Who misspells an outlet hears of it; a known one, an agency, and one whose readers are told are no reason."""
    (warning,) = _annotate(annotator, "Aleppo", outlet="tiems of malta").warnings
    assert warning.reason is WarningReason.OUTLET_UNKNOWN
    for outlet in ("Times of Malta", "timesofmalta.com", "AFP", ""):
        assert not _annotate(annotator, "Aleppo", outlet=outlet).warnings
    assert not _annotate(annotator, "Aleppo", outlet="nobody.example", reader_region=ReaderRegion("MT")).warnings


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


@pytest.mark.parametrize(
    ("article", "field"),
    [
        (Article("a", "\ud83d"), "articles[0].text"),
        (Article("a", "x" * 500_001), "articles[0].text"),
        (Article("a", "abc", mentions=(GivenMention(1, 9, EntityType.PLACE),)), "articles[0].mentions[0]"),
        (Article("a", "abc", mentions=(GivenMention(2, 2, EntityType.PLACE),)), "articles[0].mentions[0]"),
        (
            Article("a", "abcd", mentions=(GivenMention(0, 3, EntityType.PLACE), GivenMention(1, 4, EntityType.PLACE))),
            "articles[0].mentions[1]",
        ),
        (Article("a", "x", language_code="!"), "articles[0].language_code"),
    ],
    ids=["half a character", "long text", "span outside", "empty span", "crossing spans", "no language"],
)
def test_an_article_that_cannot_be_annotated_is_refused_by_field(annotator, article, field):
    """The error is a ValueError that names the field and quotes nothing."""
    with pytest.raises(InvalidInputError) as caught:
        annotator.annotate([article])
    assert [violation.field for violation in caught.value.violations] == [field]


def test_names_are_resolved_without_an_article(annotator):
    """A name may bring its container, context and country; an unknown one has no answer."""
    queries = [
        PlaceQuery("Aleppo, Syria"),
        PlaceQuery("Russian"),
        PlaceQuery("Aleppo", country_code="RU"),
        PlaceQuery("?"),
    ]
    answers = annotator.resolve_places(queries)
    chosen = [answer.resolution.place and answer.resolution.place.name for answer in answers]
    assert chosen == ["Aleppo", "Russia", None, None]


def test_options_limit_what_comes_back(annotator):
    """Demonyms and nested places can be left out."""
    text = "The Russian Foreign Ministry"
    for options in (AnnotateOptions(demonyms=False), AnnotateOptions(nested=False)):
        assert _names(_annotate(annotator, text, options)) == [("ORGANIZATION", "Russian Foreign Ministry")]


def test_an_annotation_travels_as_a_message_and_back(annotator):
    """What the service sends is what the client's values hold, up to float32."""
    article = Article("a", "MOSCOW, June 26. 🎉 Aleppo, Syria")
    (annotation,) = annotator.annotate([article])
    message = annotation_to_message(annotation, offset_encoding=OffsetEncoding.UTF16)
    back = annotation_from_message(message, article=article)
    assert back.entities[0].mentions[0].span == annotation.entities[0].mentions[0].span
    assert _names(back) == _names(annotation)


@pytest.mark.parametrize("count", [None, 3])
def test_the_recogniser_says_how_it_wants_its_sentences(annotator, count):
    """Whoever feeds an annotator learns whether sentences are best given side by side."""
    recognizer = WordListRecognizer()
    recognizer.parallel_sentences = count
    assert Annotator(annotator.settings, recognizer=recognizer).parallel_sentences == count


def test_an_annotator_can_be_pickled(annotator):
    """Bulk engines send it to their workers, where it loads anew."""
    copy = pickle.loads(pickle.dumps(annotator))  # noqa: S301  # our own
    assert copy.annotate([Article("a", "Aleppo")]) == annotator.annotate([Article("a", "Aleppo")])


def test_places_are_resolved_without_the_model(annotator):
    """Names and given mentions need only the gazetteer; a model that is not there is not missed."""
    blind = Annotator(annotator.settings.model_copy(update={"model": "/no/such/model.pt"}))
    assert blind.resolve_places([PlaceQuery("Aleppo")])[0].resolution.place
    article = Article("a", "Aleppo", language_code="ru", mentions=(GivenMention(0, 6, EntityType.PLACE),))
    assert blind.annotate([article])[0].entities[0].resolution
    with pytest.raises(ResourceMissingError):
        blind.annotate([Article("a", "Aleppo")])


@pytest.mark.parametrize(
    "text", ["Apple — the maker of", "Jane Doe -- who is 5", "NOWHERE, June 26. It", "Syria is", "Syria: Rebels"]
)
def test_what_only_looks_like_a_dateline_is_none(annotator, text):
    """Without a place at the head there is no dateline."""
    assert _annotate(annotator, text).dateline is None


def test_a_dateline_is_found_where_no_mention_stands(annotator):
    """With the caller's own mentions the dateline is still placed, without becoming an entity."""
    annotation = _annotate(annotator, "MOSCOW, June 26. /TASS/ Talks", mentions=())
    assert annotation.entities == ()
    assert annotation.dateline is not None
    assert (_place(annotation.dateline).name, annotation.dateline.entity_id) == ("Moscow", "")
    annotation = _annotate(annotator, "ALEPPO, Syria (SANA) - Talks", mentions=())
    assert _place(annotation.dateline).place_id == "geonames:170063"


def test_a_dateline_below_a_topic_is_found(annotator):
    """The first place at the head that can be a dateline is it, with the resolution of the mention there."""
    annotation = _annotate(annotator, "Syria: Rebels\n\nALEPPO (AP) - Talks")
    dateline = annotation.dateline
    assert dateline is not None
    assert dateline.span.content == "ALEPPO"
    aleppo = next(each for each in annotation.entities if each.entity_id == dateline.entity_id)
    assert dateline.place == _place(aleppo.resolution)


def _annotate_many_names(annotator, count):
    people = [f"Person{i} Number{i}" for i in range(count)]
    places = ["Aleppo", "Moscow", "Syria", "Russian"] * (count // 10)
    text = ", ".join((*people, *places))
    mentions, position = [], 0
    for name in (*people, *places):
        start = text.index(name, position)
        position = start + len(name)
        entity_type = EntityType.PERSON if name.startswith("Person") else EntityType.PLACE
        mentions.append(GivenMention(start, position, entity_type))
    return _annotate(annotator, text, mentions=tuple(mentions))


def test_the_cost_of_names_is_in_proportion_to_their_number(annotator):
    """Merging and resolving ten thousand names take about eight times what an eighth of them take."""
    assert growth(lambda count: _annotate_many_names(annotator, count), size=1_250) < 24


def test_saliences_of_ten_thousand_names_sum_to_1(annotator):
    """Each has its share, and no name is lost."""
    annotation = _annotate_many_names(annotator, 10_000)
    assert len(annotation.entities) == 10_004
    assert sum(entity.salience for entity in annotation.entities) == pytest.approx(1)


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
