"""Short reports about small towns, from sentences of our own, that teach the ranker what the country of a town tells.

Each report names a small town which has a namesake in another country, and says more or less of where it lies. Asked
once as it is, and once with the town hidden, it teaches that a namesake abroad is not what a report from Kenya means.
Reports also name far places, so that the ranker does not learn to keep everything at home; and some name well-known
places all over the world and nothing else, since an article about Congo that begins with "GENEVA" was filed in Geneva.
"""

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.gazetteer.tables import demonyms
from dateline.resolution.context.country_words import wordings
from dateline.values import MatchType, Place
from training.corpora.resolved import ResolvedArticle, ResolvedMention
from training.ranker.report_sentences import (
    COUNTRY_WORD_SENTENCES,
    LANDMARK_KINDS,
    LANDMARK_NAMES,
    LANDMARK_SENTENCES,
    LOCAL_SENTENCES,
    SENTENCES,
    STATED_SENTENCES,
    STRANGE_WORD_SENTENCES,
    WORLD_SENTENCES,
)

# Evaluated with shared/eval/score_absent.py, and so never trained on.
_LEFT_OUT = frozenset(("KE", "HT", "GE", "IE", "NZ"))
_SMALL, _CITY, _LARGE, _FAMOUS, _WORLDWIDE, _LARGE_NAMESAKE = 30_000, 40_000, 1_000_000, 1_000_000, 2e6, 100_000
_MUCH_BETTER_KNOWN = 30.0
_SEED = 1
REPORTS = "reports"
"""The name of the corpus."""

_LANDMARK_TOWNS = {
    "landmark": "city", "landmark_2": "city", "landmark_3": "city", "other_landmark": "other", "far_landmark": "far",
}  # fmt: skip
"""The slots of landmarks, and those of the towns that they stand in."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """The places of one country that reports are about."""

    country: Place
    demonym: str
    capital: Place
    towns: tuple[Place, ...]
    cities: tuple[Place, ...]
    divisions: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _World:
    """A gazetteer with its populated places and divisions, and with the countries that reports may be about."""

    gazetteer: Gazetteer
    places: tuple[Place, ...]
    scenes: tuple[_Scene, ...]


def write_reports(annotator: Annotator, *, count: int) -> Iterator[tuple[ResolvedArticle, str]]:
    """Yields reports, each with the id of the small town that it is about; the same for the same gazetteer.

    Every third town has a namesake of _LARGE_NAMESAKE people and more, which few towns drawn by chance have. Where it
    is so famous that, the town hidden, a report might mean it after all, the report says right beside the name where
    the town lies, as "Paris, Texas" does.
    """
    world = _world(annotator.settings.gazetteer)
    gazetteer, scenes = world.gazetteer, world.scenes
    large = sorted(
        (place for place in world.places if place.is_populated_place and (place.population_count or 0) > _LARGE),
        key=lambda place: place.place_id,
    )
    chance = random.Random(_SEED)
    written = 0
    while written < count:
        scene = chance.choice(scenes)
        town = chance.choice(scene.towns)
        fame = _fame_abroad(town, gazetteer)
        if fame > (_LARGE_NAMESAKE if written % 3 == 0 else 0):
            far = chance.choice([place for place in large if place.country_code != scene.country.country_code])
            sentence = chance.choice(SENTENCES if fame < _FAMOUS else STATED_SENTENCES)
            report = _report(written, sentence, scene, town, far, gazetteer=gazetteer, chance=chance)
            yield report, town.place_id
            written += 1


def write_world_reports(annotator: Annotator, *, count: int) -> Iterator[ResolvedArticle]:
    """Yields reports of places of three countries that need no context; the same for the same gazetteer.

    They are well known, or alone have their name.
    """
    world = _world(annotator.settings.gazetteer)
    gazetteer, scenes = world.gazetteer, world.scenes
    chance = random.Random(_SEED)
    famous = _famous(scenes, gazetteer)
    for number in range(count):
        seat = chance.choice(famous)
        slots: dict[str, tuple[str, Place | None]] = {"famous": (seat.name, seat)}
        for name, scene in zip(("one", "two", "three"), chance.sample(scenes, 3), strict=True):
            largest = sorted(scene.cities, key=lambda place: -(place.population_count or 0))[:5]
            city = chance.choice((scene.capital, *largest))
            other = chance.choice(scene.cities)
            slots |= {
                f"{name}_city": (city.name, city),
                f"{name}_other": (other.name, other),
                f"{name}_country": (scene.country.name, scene.country),
                f"{name}_demonym": (scene.demonym, scene.country),
            }
            for kind, kept in (("town", scene.towns), ("division", scene.divisions)):
                place = _without_namesake(chance.sample(kept, len(kept)), gazetteer) or city
                slots[f"{name}_{kind}"] = (place.name, place)
        yield _filled(f"world-{number}", chance.choice(WORLD_SENTENCES), slots)


def write_landmark_reports(annotator: Annotator, *, count: int) -> Iterator[ResolvedArticle]:
    """Yields reports of streets, schools and the like, made up, each in a town; the same for the same gazetteer."""
    scenes = _world(annotator.settings.gazetteer).scenes
    chance = random.Random(_SEED)
    for number in range(count):
        scene, abroad = chance.sample(scenes, 2)
        towns = dict(zip(("city", "other"), chance.sample(scene.cities, 2), strict=True))
        towns["far"] = chance.choice((abroad.capital, *abroad.cities))
        slots: dict[str, tuple[str, Place | None]] = {name: (town.name, town) for name, town in towns.items()}
        slots["country"] = (scene.country.name, scene.country)
        named_after = chance.sample(LANDMARK_NAMES, len(_LANDMARK_TOWNS))
        landmarks = {
            slot: (f"{name} {chance.choice(LANDMARK_KINDS)}", towns[town])
            for (slot, town), name in zip(_LANDMARK_TOWNS.items(), named_after, strict=True)
        }
        yield _filled(f"landmarks-{number}", chance.choice(LANDMARK_SENTENCES), slots, landmarks=landmarks)


def write_country_word_reports(annotator: Annotator, *, count: int) -> Iterator[ResolvedArticle]:
    """Yields reports with words of a country; the same for the same gazetteer.

    Most are about a town that has a better known namesake abroad, but none that is much better known, and its country's
    words alone tell which town it is. In every third one it is the places that tell, and the words are of elsewhere.
    """
    world = _world(annotator.settings.gazetteer)
    gazetteer, scenes = world.gazetteer, world.scenes
    words: dict[str, list[str]] = defaultdict(list)
    for wording, codes in sorted(wordings().items()):
        if len(codes) == 1:
            words[codes[0]].append(wording if wording[-1].isalpha() else f"{wording}40")
    told = [scene for scene in scenes if len(words[scene.country.country_code]) > 1]
    famous = _famous(scenes, gazetteer)
    chance = random.Random(_SEED)
    written = 0
    while written < count:
        is_strange = written % 3 == 0
        scene, elsewhere = chance.choice(told), chance.choice(told)
        town = chance.choice((*scene.cities, chance.choice(scene.towns)))
        fame = max((match.prominence for match in gazetteer.lookup(town.name) if match.place == town), default=0.0)
        if not fame < _fame_abroad(town, gazetteer) < _MUCH_BETTER_KNOWN * fame:
            continue
        named = {
            "town": town, "other": chance.choice(scene.cities), "city": chance.choice(scene.cities),
            "capital": scene.capital, "country": scene.country, "far": chance.choice(famous),
        }  # fmt: skip
        slots: dict[str, tuple[str, Place | None]] = {slot: (place.name, place) for slot, place in named.items()}
        slots["demonym"] = (scene.demonym, scene.country)
        sentence = chance.choice(STRANGE_WORD_SENTENCES if is_strange else COUNTRY_WORD_SENTENCES)
        spoken = words[(elsewhere if is_strange else scene).country.country_code]
        for slot, word in zip(("{word}", "{word_2}"), chance.sample(spoken, 2), strict=True):
            sentence = sentence.replace(slot, word)
        yield _filled(f"words-{written}", sentence, slots)
        written += 1


def _without_namesake(places: Sequence[Place], gazetteer: Gazetteer) -> Place | None:
    """Returns the first of some places that alone has its name."""
    return next((place for place in places if len(gazetteer.lookup(place.name)) == 1), None)


def _famous(scenes: Sequence[_Scene], gazetteer: Gazetteer) -> list[Place]:
    """Returns the cities that any report may name, wherever it is from."""
    return [
        place
        for scene in scenes
        for place in (scene.capital, *scene.cities)
        if any(
            match.place.place_id == place.place_id and match.prominence >= _WORLDWIDE
            for match in gazetteer.lookup(place.name)[:1]
        )
    ]


def _report(  # noqa: PLR0913  # what a report is made of
    number: int, sentence: str, scene: _Scene, town: Place, far: Place, *, gazetteer: Gazetteer, chance: random.Random
) -> ResolvedArticle:
    far_country = gazetteer.country(far.country_code)
    division = gazetteer.get(town.admin1_id)
    around = [
        place
        for place in ((*scene.towns, *scene.cities) if sentence in LOCAL_SENTENCES else ())
        if place.admin1_id == town.admin1_id and place.name != town.name
    ]
    city, other = chance.sample(around if len(around) > 1 else scene.cities, 2)
    slots: dict[str, tuple[str, Place | None]] = {
        "town": (town.name, town),
        "country": (scene.country.name, scene.country),
        "capital": (scene.capital.name, scene.capital),
        "demonym": (scene.demonym, scene.country),
        "division": (division.name if division else scene.country.name, division or scene.country),
        "city": (city.name, city),
        "other": (other.name, other),
        "far": (far.name, far),
        "far_country": (far_country.name if far_country else far.name, far_country or far),
    }
    return _filled(f"report-{number}", sentence, slots)


def _filled(
    identifier: str,
    sentence: str,
    slots: Mapping[str, tuple[str, Place | None]],
    *,
    landmarks: Mapping[str, tuple[str, Place]] | None = None,
) -> ResolvedArticle:
    """Returns the sentence with the names of places in its slots, each a mention; `landmarks` have the town instead."""
    text, mentions = "", []
    landmarks = landmarks or {}
    for literal, _, rest in (piece.partition("}") for piece in ("}" + sentence).split("{")):
        if literal in slots:
            name, place = slots[literal]
            mentions.append(ResolvedMention(len(text), len(text) + len(name), place.place_id if place else None))
            text += name
        elif literal in landmarks:
            name, town = landmarks[literal]
            mentions.append(ResolvedMention(len(text), len(text) + len(name), None, coordinates=town.coordinates))
            text += name
        text += rest
    return ResolvedArticle(REPORTS, identifier, text, "", tuple(mentions))


@cache
def _world(path: Path | None) -> _World:
    """Returns the world of the gazetteer at `path`, or of the packaged one, without the countries in _LEFT_OUT.

    Reading it takes seconds, so that reports of all kinds share it.
    """
    gazetteer = Gazetteer(ensure(path))
    places = _places(gazetteer)
    told = sorted(places.keys() - _LEFT_OUT)
    scenes = tuple(scene for code in told if (scene := _scene(code, places[code], gazetteer)))
    return _World(gazetteer, tuple(place for code in told for place in places[code]), scenes)


def _scene(code: str, places: Sequence[Place], gazetteer: Gazetteer) -> _Scene | None:
    country = gazetteer.country(code)
    words = [demonym.name for demonym in demonyms() if demonym.country_code == code]
    populated = [place for place in places if place.is_populated_place]
    capitals = [place for place in populated if place.feature_code == "PPLC"]
    towns = tuple(
        place for place in populated if (place.population_count or 0) < _SMALL and place.feature_code != "PPLC"
    )
    cities = tuple(place for place in populated if (place.population_count or 0) >= _CITY)
    if country is None or not words or not capitals or not towns or len(cities) < 2:
        return None
    return _Scene(country, words[0], capitals[0], towns, cities, tuple(place for place in places if place.is_division))


def _fame_abroad(town: Place, gazetteer: Gazetteer) -> float:
    """Returns the prominence of the best known place abroad that has the town's name, or 0 where there is none."""
    abroad = [
        match.prominence
        for match in gazetteer.lookup(town.name)
        if match.place.country_code not in ("", town.country_code) and match.match_type is MatchType.EXACT
    ]
    return max(abroad, default=0.0)


def _places(gazetteer: Gazetteer) -> Mapping[str, list[Place]]:
    """Returns the populated places and the divisions of each country."""
    with sqlite3.connect(f"file:{gazetteer.path}?mode=ro", uri=True) as connection:
        query = "SELECT place_id FROM places WHERE feature_class = 'P' OR feature_code IN ('ADM1', 'ADM2') ORDER BY 1"
        rows = connection.execute(query).fetchall()
    by_country: dict[str, list[Place]] = defaultdict(list)
    for (place_id,) in rows:
        place = gazetteer.get(place_id)
        if place is not None and place.country_code:
            by_country[place.country_code].append(place)
    return by_country
