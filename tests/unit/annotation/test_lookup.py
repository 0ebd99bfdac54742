"""One pass an article: each name is looked up once and all names are ranked once, whoever asks."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.resolution import Ranker
from dateline.settings import Settings
from dateline.values import AnnotateOptions, Article, EntityType, GivenMention, Granularity, ReaderRegion
from support.fake_nominatim import FakeNominatim
from support.tiny_world import TinyRecognizer, build_tiny_gazetteer

TEXT = (
    "ASTANA, Kazakhstan - Sergey Lavrov came from Paris, Texas, to Astana, where Kazakhstan and Atlantis had asked "
    "him. The United Nations thanked Kazakhstan, and Lavrov left Astana for Paris."
)


GIVEN = tuple(
    GivenMention(TEXT.index(name), TEXT.index(name) + len(name), EntityType.PLACE)
    for name in ("ASTANA", "Paris", "Texas", "Astana", "Atlantis")
)


@pytest.mark.parametrize("mentions", [None, GIVEN], ids=["recognised", "given"])
def test_names_are_looked_up_once_and_ranked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mentions: tuple[GivenMention, ...] | None
) -> None:
    """Also with a fallback geocoder and its country bias, a region of the readers, and every option."""
    lookups: Counter[tuple[str, bool]] = Counter()
    rankings = 0
    look_up, rank = Gazetteer.lookup, Ranker.rank

    def counted_lookup(gazetteer: Gazetteer, name: str, *, after_place: bool = False, language_code: str = "") -> Any:
        lookups[name, after_place] += 1
        return look_up(gazetteer, name, after_place=after_place, language_code=language_code)

    def counted_rank(ranker: Ranker, *arguments: Any, **options: Any) -> Any:
        nonlocal rankings
        rankings += 1
        return rank(ranker, *arguments, **options)

    monkeypatch.setattr(Gazetteer, "lookup", counted_lookup)
    monkeypatch.setattr(Ranker, "rank", counted_rank)
    with FakeNominatim() as nominatim:
        settings = Settings(
            gazetteer=build_tiny_gazetteer(tmp_path / "tiny.sqlite"),
            **nominatim.settings,
            fallback_geocoder_cache=tmp_path / "cache.sqlite",
            fallback_geocoder_delay_seconds=0,
            fallback_geocoder_country_bias=True,
        )
        region = ReaderRegion(country_code="KZ")
        article = Article("a", TEXT, title="Talks in Astana", reader_region=region, mentions=mentions)
        options = AnnotateOptions(
            preference=Granularity.CITY, min_mention_confidence=0.1, min_place_confidence=0.1, misspelt_matches=False
        )
        with closing(Annotator(settings, recognizer=TinyRecognizer())) as annotator:
            (annotation,) = annotator.annotate([article], options=options)
    assert {"Astana", "Paris"} <= {entity.name for entity in annotation.entities}
    assert nominatim.names
    assert lookups["Astana", False] == 1
    assert set(lookups.values()) == {1}
    assert rankings == 1
