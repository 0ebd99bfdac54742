"""Archives."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.annotation import Annotator
from dateline.errors import InvalidInputError
from dateline.gazetteer.build import build_gazetteer
from dateline.outlets import LearntOutlet, Outlet, learn_outlets, learning, write_outlets
from dateline.settings import Settings
from dateline.values import (
    Article,
    Coordinates,
    EntityType,
    EvidenceKind,
    Home,
    MentionKind,
    ModelDescription,
    ReaderRegion,
    Recognition,
)
from support.local_world import (
    LOCAL_TEXTS,
    NATIONAL_TEXTS,
    PARIS_FRANCE,
    PARIS_TENNESSEE,
    RECORDS,
    TENNESSEE,
    article,
    articles,
)
from support.plain_ranker import write_plain_ranker


class CountingRecognizer:
    """Finds the towns it knows, and counts what it read."""

    parallel_sentences: int | None = None
    description = ModelDescription("towns", "1", ("en",), ("LOC",))

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def count_tokens(self, sentence):
        return len(sentence.split())

    def recognize(self, sentences):
        self.sentences += sentences
        return tuple(
            tuple(
                Recognition(*match.span(), EntityType.PLACE, MentionKind.NAME, "LOC", 0.9)
                for match in re.finditer("Paris|Henry|Puryear|Buchanan|Dallas", sentence)
            )
            for sentence in sentences
        )


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    folder = Path(tmp_path_factory.mktemp("archive"))
    build_gazetteer(folder / "local.sqlite", records=RECORDS)
    return Settings(gazetteer=folder / "local.sqlite", ranker=write_plain_ranker(folder / "ranker"))


@pytest.fixture(scope="module")
def annotator(settings) -> Annotator:
    return Annotator(settings)


def _learn_one(annotator, given) -> LearntOutlet:
    (learnt,) = learn_outlets(given, annotator)
    return learnt


def _outlet(learnt: LearntOutlet) -> Outlet:
    assert learnt.outlet is not None
    return learnt.outlet


def _places(annotation):
    return [entity.resolution.place.place_id for entity in annotation.entities]


def test_a_local_paper_s_town_is_told_from_its_namesakes(annotator):
    """The neighbours that a local paper names say which of the towns of that name is its own."""
    learnt = _learn_one(annotator, articles(LOCAL_TEXTS, "https://www.PostIntelligencer.example/"))
    assert (learnt.name, learnt.article_count) == ("postintelligencer.example", 5)
    assert learnt.estimate is not None
    assert learnt.estimate.home == Home("US", TENNESSEE, Coordinates(36.302, -88.3267))
    assert _outlet(learnt).town == "Paris"
    assert learnt.estimate.local_share > 0.7


def test_what_was_learnt_decides_later_articles(annotator, settings, tmp_path):
    """With the file that was learnt, a bare name in that paper is its own town; elsewhere it is the famous one."""
    (alone,) = annotator.annotate([article("Paris is calm.", "pi.example")])
    assert _places(alone) == [PARIS_FRANCE]
    learnt = _learn_one(annotator, articles(LOCAL_TEXTS, "pi.example"))
    with (tmp_path / "outlets.tsv").open("w", encoding="utf-8") as file:
        write_outlets(file, [_outlet(learnt)])
    aware = Annotator(settings.model_copy(update={"outlets": tmp_path / "outlets.tsv"}))
    of_theirs, of_others = aware.annotate(
        [article("Paris is calm.", "www.pi.example"), article("Paris is calm.", "other.example")]
    )
    assert _places(of_theirs) == [PARIS_TENNESSEE]
    resolution = of_theirs.entities[0].resolution
    assert resolution is not None
    assert EvidenceKind.OUTLET_HOME in {each.kind for each in resolution.evidence}
    assert _places(of_others) == [PARIS_FRANCE]


def test_a_national_paper_has_its_country_alone(annotator):
    """Where the towns lie all over a country, that country is all that is learnt."""
    learnt = _learn_one(annotator, articles(NATIONAL_TEXTS, "national.example"))
    outlet = _outlet(learnt)
    assert (outlet.home, outlet.town) == (Home("US"), "")


def test_outlets_come_by_name_and_apart(annotator):
    """Each outlet is learnt from its own articles, whatever their order; what names none teaches nothing."""
    mixed = [
        *articles(NATIONAL_TEXTS, "z.example"),
        *articles(LOCAL_TEXTS, ""),
        *articles(LOCAL_TEXTS[:3], "http://a.example"),
        *articles(LOCAL_TEXTS[3:], "a.example/news"),
        *articles(["Nothing happened."], "m.example"),
    ]
    learnt = list(learn_outlets(mixed, annotator))
    assert [(each.name, each.article_count) for each in learnt] == [
        ("a.example", 5),
        ("m.example", 1),
        ("z.example", 4),
    ]
    assert [each.outlet and each.outlet.town for each in learnt] == ["Paris", None, ""]
    assert [each.outlet for each in learn_outlets(mixed[::-1], annotator)] == [each.outlet for each in learnt]
    assert list(learn_outlets(articles(LOCAL_TEXTS, "  "), annotator)) == []


def test_only_so_many_articles_of_an_outlet_are_read(annotator, monkeypatch):
    """Articles beyond the limit are left unread, those of other outlets are not."""
    monkeypatch.setattr(learning, "MAX_OUTLET_ARTICLES", 3)
    given = [*articles(LOCAL_TEXTS[:3], "a.example"), Article("unreadable", "x", language_code="!", outlet="a.example")]
    learnt = list(learn_outlets([*given, *articles(NATIONAL_TEXTS[:2], "b.example")], annotator))
    assert [(each.name, each.article_count) for each in learnt] == [("a.example", 3), ("b.example", 2)]
    monkeypatch.setattr(learning, "MAX_OUTLET_ARTICLES", 4)
    with pytest.raises(InvalidInputError):
        list(learn_outlets(given, annotator))


@pytest.mark.parametrize("outlet", ["parispi.net", "unknown.example"])
def test_what_is_known_of_readers_is_not_what_is_learnt(annotator, outlet):
    """A home is estimated from the articles alone: neither the table of outlets nor the caller's region is believed."""
    region = None if outlet == "parispi.net" else ReaderRegion("US", Coordinates(36.302, -88.3267))
    plain = article("Paris is calm.", outlet)
    given = [replace(plain, id=str(number), reader_region=region) for number in range(3)]
    (believed,) = annotator.annotate(given[:1])
    assert _places(believed) == [PARIS_TENNESSEE]
    assert _outlet(_learn_one(annotator, given)).home.country_code == "FR"


def test_text_is_recognised_once(settings):
    """The rounds ask anew what names mean, not where they are; titles count as well."""
    recognizer = CountingRecognizer()
    given = [Article(str(i), text, title="Paris", outlet="pi.example") for i, text in enumerate(LOCAL_TEXTS)]
    learnt = _learn_one(Annotator(settings, recognizer=recognizer), given)
    assert _outlet(learnt).home.admin1_id == TENNESSEE
    assert len(recognizer.sentences) == 2 * len(LOCAL_TEXTS)


def test_a_limit_on_candidates_is_kept_to(settings):
    """A service that gives few candidates can still learn."""
    strict = Annotator(settings.model_copy(update={"max_candidates": 5}))
    (learnt,) = learn_outlets(articles(LOCAL_TEXTS, "pi.example"), strict, max_candidates=5)
    assert _outlet(learnt).town == "Paris"


@pytest.mark.slow
def test_the_shipped_ranker_and_gazetteer_learn_a_home():
    """From what ships with the package a small paper's town is found among dozens of its name."""
    learnt = _learn_one(Annotator(Settings()), articles(LOCAL_TEXTS, "pi.example"))
    home = _outlet(learnt).home
    assert (home.country_code, home.admin1_id) == ("US", TENNESSEE)
