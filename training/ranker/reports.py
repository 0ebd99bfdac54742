"""Short reports about small towns, from sentences of our own, that teach the ranker what the country of a town tells.

Each report names a small town which has a namesake in another country, and says more or less of where it lies. Asked
once as it is, and once with the town hidden, it teaches that a namesake abroad is not what a report from Kenya means.
Reports also name far places, so that the ranker does not learn to keep everything at home; and some name well-known
places all over the world and nothing else, since an article about Congo that begins with "GENEVA" was filed in Geneva.
"""

import random
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.annotation import Annotator
from dateline.gazetteer import Gazetteer
from dateline.gazetteer.build import ensure
from dateline.gazetteer.tables import demonyms
from dateline.resolution.context.country_words import wordings
from dateline.values import MatchType, Place
from training.corpora.resolved import ResolvedArticle, ResolvedMention

# Evaluated with shared/eval/score_absent.py, and so never trained on.
_LEFT_OUT = frozenset(("KE", "HT", "GE", "IE", "NZ"))
_SMALL, _CITY, _LARGE, _FAMOUS, _WORLDWIDE, _LARGE_NAMESAKE = 30_000, 40_000, 1_000_000, 1_000_000, 2e6, 100_000
_MUCH_BETTER_KNOWN = 30.0
_SEED = 1
REPORTS = "reports"
"""The name of the corpus."""

_REPORTS = """
A wall of the school in {town}, {country}, came down in the night. Parents in {town} had asked for repairs.

{town}, {country} - The market reopened this week. Traders who had gone to {city} came back with maize and cloth.

{capital}, {country} - The health ministry said a clinic in {town} ran out of vaccine. More is to be sent by road.

{capital} - Soldiers closed the bridge at {town} for an hour. Lorries waited on both banks, the {demonym} army said.

Farmers around {town}, in {division}, sold their goats early. Prices in {city} fell by half.

The bus left {city} at dawn and stopped at {town}, where six people got on. {demonym} police are asking for
witnesses.

Voters in {town} queued until dark. Results from {city} and {other} are expected in {capital} tomorrow.

Rain has not come to {town} since spring, said a teacher there. The {demonym} weather service sees none ahead.

An envoy from {far} spent the morning in {capital} and flew on to {town}, {country}, to open a well.

She grew up in {town} and trained in {far}. Now she runs a clinic in {city}, {country}.

{country} will pave the road from {city} to {town}, its transport minister said. Work has begun near {other}.

A court in {capital} fined the owner of a quarry near {town}. Dust from it had reached {city}.

The river rose at {town} ({country}) and fell again by noon. Camps in {division} were not touched.

Two men from {town} won the race in {far}. In {country} they were met by a band.

Nurses in {town}, {division}, went back to work on Friday. The {demonym} union had called them out for a week.

The company, with offices in {far} and {capital}, buys its coffee in {town} and sells it in {far}.

In {town} the power failed twice. In {city} it stayed on, and in {other} nobody noticed, the {demonym} grid said.

Aid from {far_country} reached {capital} on Monday and {town} on Thursday, {demonym} officials said.

What do {far} and {town}, {country}, have in common? A bridge by the same engineer.

{town} has a new mayor. Her first visit was to {city}, her second to {capital}, the {demonym} news agency said.

A film about {town} will be shown in {far} before anyone in {country} can see it.

Two buses met head on near {town} on the road to {other}, police in {division} said.

{far} - The diaspora sent money home: to {capital}, to {city}, and for a roof to {town}, {country}.

The pastor of {town}, {division}, {country}, asked for rice. A lorry left {city} with forty bags.
"""
_WORLD_REPORTS = """
{one_city}, {two_city} and {three_city} will each send a team.

{one_city} - The talks moved from {two_city} to {three_city} after a week.

{one_city} (AFP) - Doctors said cholera had reached {two_city}. Vaccine was flown in from {three_city}.

My grandfather served in {one_city}, {two_city} and {three_city} and wrote home every week.

{one_country}, {two_country} and {three_country} signed. Nobody else did.

{one_demonym}, {two_demonym} and {three_demonym} students were asked what they eat for breakfast.

The museum has letters from {one_city} and {two_city}, a flag from {three_country} and nothing from {one_country}.

{one_country} says it will not attend. Its envoy left {two_city} on Sunday for {three_city}.

A {one_demonym} singer, a {two_demonym} drummer and their {three_demonym} manager met in {two_city}.

{one_city} is loud, {two_city} is dear, {three_city} is far. She moved to {one_city} all the same.

{one_city}'s mayor was in {two_city} when the storm reached {three_country}.

{famous}, 4 May (Reuters) - The agency counted 90 cases in {one_city} and 40 in {one_other}, in {one_country}'s east.

{famous} (AP) - Lorries with tents left {one_city} for {one_other}, the {one_demonym} Red Crescent told the agency.

Talks in {famous} broke off when rebels took {one_other}. {one_city} was quiet, {one_country}'s radio said.

The {one_demonym} minister flew from {one_city} to {famous}. The water is still rising at {one_other}.

{one_country}, {two_town} and {three_town} each won a prize for their gardens.

The jury also named {one_town}, {two_town} and {three_city}. Nobody had thought of {one_country}.

Letters came from {one_country}, {two_town}, {three_division} and even {one_town}.

No trains ran in {one_division}. Buses in {two_division} and {three_division} were late.

{one_city} is the largest of the ten, {two_town} the smallest.

The ship calls at {one_town}, {two_town} and {three_town}.

She has lived in {one_country}, {two_town} and {three_town}, and liked {three_town} best.

He spoke of {one_town}, {two_division} and {three_country}, and said nothing of {three_city}.
"""
_LANDMARK_REPORTS = """
A fire broke out at {landmark} in {city} on Monday. Crews came from {other}.

{city} - Police closed {landmark} for two hours after a crash. The driver, from {other}, was taken to {landmark_2}.

The council of {city} will repave {landmark} and {landmark_2} this summer. {other} did so last year.

Pupils of {landmark} in {city} won the cup. They beat those of {other_landmark} in {other} in the final.

He was born in {other} and studied at {landmark} in {city}, {country}.

{city}, {country} - A bus left {landmark} and overturned near {landmark_2}. Doctors at {landmark_3} treated twelve.

Doctors at {landmark} said two men were shot on {landmark_2}. Police in {city} want a third; {far} sent a dog.

The minister flew in from {far} and opened {landmark} in {city}.

{landmark}, {city}: the roof is leaking. In {other} a hall like it was built for less.

The talks in {far} ended late. At home in {city}, shops on {landmark} stayed shut.

A film about {far} opens at {landmark} in {city} on Friday and at {far_landmark} in {far} a week later.

The march set out from {landmark}, crossed {landmark_2} and ended at {landmark_3}, police in {city} said.

{city} has one library, {landmark}. {other} has none, and its children walk to {other_landmark}.

Rain flooded {landmark} in {city} and {other_landmark} in {other}. {far} stayed dry.

She runs a stall near {landmark}. In {city}, she says, nobody buys cloth from {far} any more.
"""
_COUNTRY_WORD_REPORTS = """
{town}: {word} was all that anybody spoke of, {word_2} apart.

Nothing was settled in {town} on Tuesday. {word}, a note said; {word_2}, said another.

She left {town} for {far}. Of {word} she said no more than of {word_2}.

{far} and {town} were both named in the letter, and so were {word} and {word_2}.

It began with {word} and {word_2}. By evening all of {town} knew, and on Sunday {other}.

On {word} the two women from {town} would not agree. {word_2}? They laughed.

{far} - Nobody had heard of {town} before, or of {word}.
"""
_STRANGE_WORD_REPORTS = """
{town}, {country} - {word} was all that anybody spoke of, {word_2} apart.

{capital} - It began with {word}. By evening all of {town} knew.

She left {town} for {far}. In {country} they knew {word}, and {word_2} too.

In {city} and {town} they laughed at {word} and {word_2}. The {demonym} press did not.
"""
_LANDMARK_NAMES = (
    "Anchor Chestnut Clover Copper Falcon Founders Garnet Harmony Juniper Lantern Marigold Merchants Mulberry Orchard "
    "Quarry Saddlers Swallow Tanners Victory Weavers".split()
)
_LANDMARK_KINDS = (
    "Avenue", "Bridge", "Clinic", "Court", "High School", "Hospital", "Hotel", "Lane", "Library", "Market",
    "Primary School", "Road", "Stadium", "Street",
)  # fmt: skip
_LANDMARK_TOWNS = {
    "landmark": "city", "landmark_2": "city", "landmark_3": "city", "other_landmark": "other", "far_landmark": "far",
}  # fmt: skip
"""The slots of landmarks, and those of the towns that they stand in."""
_WORLD_SENTENCES = tuple(" ".join(report.split()) for report in _WORLD_REPORTS.split("\n\n"))
_LANDMARK_SENTENCES = tuple(" ".join(report.split()) for report in _LANDMARK_REPORTS.split("\n\n"))
_COUNTRY_WORD_SENTENCES = tuple(" ".join(report.split()) for report in _COUNTRY_WORD_REPORTS.split("\n\n"))
_STRANGE_WORD_SENTENCES = tuple(" ".join(report.split()) for report in _STRANGE_WORD_REPORTS.split("\n\n"))
_SENTENCES = tuple(" ".join(report.split()) for report in _REPORTS.split("\n\n"))
_STATED = tuple(
    sentence for sentence in _SENTENCES if re.search(r"\{town\},? (?:\(|in )?\{(?:country|division)", sentence)
)
"""Those that say right beside the town's name where it lies."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """The places of one country that reports are about."""

    country: Place
    demonym: str
    capital: Place
    towns: tuple[Place, ...]
    cities: tuple[Place, ...]
    divisions: tuple[Place, ...]


def write_reports(annotator: Annotator, *, count: int) -> Iterator[tuple[ResolvedArticle, str]]:
    """Yields reports, each with the id of the small town that it is about; the same for the same gazetteer.

    Every third town has a namesake of _LARGE_NAMESAKE people and more, which few towns drawn by chance have. Where it
    is so famous that, the town hidden, a report might mean it after all, the report says right beside the name where
    the town lies, as "Paris, Texas" does.
    """
    gazetteer = Gazetteer(ensure(annotator.settings.gazetteer))
    places = _places(gazetteer)
    scenes = [scene for code in sorted(places.keys() - _LEFT_OUT) if (scene := _scene(code, places[code], gazetteer))]
    large = sorted(
        (
            place
            for code in places.keys() - _LEFT_OUT
            for place in places[code]
            if place.is_populated_place and (place.population_count or 0) > _LARGE
        ),
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
            sentence = chance.choice(_SENTENCES if fame < _FAMOUS else _STATED)
            report = _report(written, sentence, scene, town, far, gazetteer=gazetteer, chance=chance)
            yield report, town.place_id
            written += 1


def write_world_reports(annotator: Annotator, *, count: int) -> Iterator[ResolvedArticle]:
    """Yields reports of places of three countries that need no context; the same for the same gazetteer.

    They are well known, or alone have their name.
    """
    gazetteer = Gazetteer(ensure(annotator.settings.gazetteer))
    places = _places(gazetteer)
    scenes = [scene for code in sorted(places.keys() - _LEFT_OUT) if (scene := _scene(code, places[code], gazetteer))]
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
        yield _filled(f"world-{number}", chance.choice(_WORLD_SENTENCES), slots)


def write_landmark_reports(annotator: Annotator, *, count: int) -> Iterator[ResolvedArticle]:
    """Yields reports of streets, schools and the like, made up, each in a town; the same for the same gazetteer."""
    gazetteer = Gazetteer(ensure(annotator.settings.gazetteer))
    places = _places(gazetteer)
    scenes = [scene for code in sorted(places.keys() - _LEFT_OUT) if (scene := _scene(code, places[code], gazetteer))]
    chance = random.Random(_SEED)
    for number in range(count):
        scene, abroad = chance.sample(scenes, 2)
        towns = dict(zip(("city", "other"), chance.sample(scene.cities, 2), strict=True))
        towns["far"] = chance.choice((abroad.capital, *abroad.cities))
        slots: dict[str, tuple[str, Place | None]] = {name: (town.name, town) for name, town in towns.items()}
        slots["country"] = (scene.country.name, scene.country)
        named_after = chance.sample(_LANDMARK_NAMES, len(_LANDMARK_TOWNS))
        landmarks = {
            slot: (f"{name} {chance.choice(_LANDMARK_KINDS)}", towns[town])
            for (slot, town), name in zip(_LANDMARK_TOWNS.items(), named_after, strict=True)
        }
        yield _filled(f"landmarks-{number}", chance.choice(_LANDMARK_SENTENCES), slots, landmarks=landmarks)


def write_country_word_reports(annotator: Annotator, *, count: int) -> Iterator[ResolvedArticle]:
    """Yields reports with words of a country; the same for the same gazetteer.

    Most are about a town that has a better known namesake abroad, but none that is much better known, and its country's
    words alone tell which town it is. In every third one it is the places that tell, and the words are of elsewhere.
    """
    gazetteer = Gazetteer(ensure(annotator.settings.gazetteer))
    places = _places(gazetteer)
    scenes = [scene for code in sorted(places.keys() - _LEFT_OUT) if (scene := _scene(code, places[code], gazetteer))]
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
        sentence = chance.choice(_STRANGE_WORD_SENTENCES if is_strange else _COUNTRY_WORD_SENTENCES)
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
    city, other = chance.sample(scene.cities, 2)
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
