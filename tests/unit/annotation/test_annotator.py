import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation import Annotator
from dateline.convert import annotation_from_message, annotation_to_message
from dateline.errors import InvalidInputError, ResourceMissingError
from dateline.outlets import Outlet, write_outlets
from dateline.text import OffsetEncoding
from dateline.values import (
    AnnotateOptions,
    Annotation,
    Article,
    Dateline,
    Direction,
    EntityType,
    GivenMention,
    Home,
    MentionKind,
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
from support.word_list import WordListRecognizer


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


def test_the_revision_names_ones_own_outlets(annotator, tmp_path):
    """It is another for each content of the file, and the same for equal content, wherever the file lies."""

    def revision(name, home):
        path = tmp_path / name
        with path.open("w", encoding="utf-8") as lines:
            write_outlets(lines, [Outlet("paper.example", Home(home))] if home else [])
        settings = annotator.settings.model_copy(update={"outlets": path})
        return Annotator(settings, recognizer=WordListRecognizer()).revision(Article("a", "Aleppo"))

    of_malta, of_italy = revision("a.tsv", "MT"), revision("a.tsv", "IT")
    assert len({of_malta, of_italy, annotator.revision(Article("a", "Aleppo"))}) == 3
    assert revision("b.tsv", "MT") == of_malta
    assert revision("c.tsv", "") == annotator.revision(Article("a", "Aleppo"))


def test_an_unknown_outlet_is_warned_of(annotator):
    """Who misspells an outlet hears of it; a known one, an agency, and one whose readers are told are no reason."""
    (warning,) = _annotate(annotator, "Aleppo", outlet="tiems of malta").warnings
    assert warning.reason is WarningReason.OUTLET_UNKNOWN
    for outlet in ("Times of Malta", "timesofmalta.com", "AFP", ""):
        assert not _annotate(annotator, "Aleppo", outlet=outlet).warnings
    assert not _annotate(annotator, "Aleppo", outlet="nobody.example", reader_region=ReaderRegion("MT")).warnings


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
    ("later", "entities"),
    [("Then Aleppo left", ["Omar Aleppo"]), ("They met in Aleppo", ["Omar Aleppo", "Aleppo"])],
)
def test_a_surname_that_is_a_town_is_the_person_unless_the_text_says_so(annotator, later, entities):
    """The word in front of the name tells, as it stands in the article's sentence."""

    class SurnameRecognizer(WordListRecognizer):
        def _recognize(self, sentence):
            for match in re.finditer("Omar Aleppo|Aleppo", sentence):
                kind, confidence = (EntityType.PERSON, 0.95) if " " in match[0] else (EntityType.PLACE, 0.7)
                yield Recognition(*match.span(), kind, MentionKind.NAME, kind.value, confidence)

    found = _annotate(Annotator(annotator.settings, recognizer=SurnameRecognizer()), f"Omar Aleppo spoke. {later}.")
    assert [entity.name for entity in found.entities] == entities


def test_an_english_text_names_persons_without_their_titles(annotator):
    """Titles that the recogniser leaves in a name do not reach the answer."""

    class TitledRecognizer(WordListRecognizer):
        def _recognize(self, sentence):
            for match in re.finditer("Alhaji Omar", sentence):
                yield Recognition(*match.span(), EntityType.PERSON, MentionKind.NAME, "PERSON", 0.9)

    found = _annotate(Annotator(annotator.settings, recognizer=TitledRecognizer()), "Then Alhaji Omar spoke.")
    assert [(entity.name, entity.mentions[0].span.start_offset) for entity in found.entities] == [("Omar", 12)]


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
