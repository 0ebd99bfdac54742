"""Coreference: mentions of one person, organisation or place, merged into an entity."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dateline.annotation.weights import position_weight
from dateline.text import read_name
from dateline.values import Article, Entity, EntityType, Mention, MentionKind, Resolution, Span

_KIND_WEIGHTS = {MentionKind.NAME: 1.0, MentionKind.DEMONYM: 0.5, MentionKind.NESTED: 0.5}
_BRACKET_CHARS = 8
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,8}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL_WORDS = frozenset("of the and for in on de la du des der und von".split())
_HONORIFICS = frozenset("mr mrs ms miss dr sir lord lady prof professor president senator minister".split())


@dataclass(slots=True)
class _Cluster:
    type: EntityType
    words: tuple[str, ...]
    members: list[int] = field(default_factory=list)


def merge_mentions(
    mentions: Sequence[Mention], resolutions: Sequence[Resolution | None], *, article: Article
) -> tuple[Entity, ...]:
    """Returns the entities in the order of their first mention; `resolutions` has an item for each of `mentions`.

    Places merge where they were resolved to one place. A person's surname merges with the fullest name that ends in it,
    an organisation's acronym with the name that has these initials or that it follows in brackets.
    """
    clusters = [
        *_place_clusters(mentions, resolutions),
        *_person_clusters(mentions),
        *_organization_clusters(mentions, article),
    ]
    clusters.sort(key=lambda cluster: min(cluster.members))
    weights = [sum(_weight(mentions[i]) for i in cluster.members) for cluster in clusters]
    total = sum(weights)
    return tuple(
        _entity(f"e{number}", cluster, weight / total, mentions, resolutions)
        for number, (cluster, weight) in enumerate(zip(clusters, weights, strict=True), start=1)
    )


def _weight(mention: Mention) -> float:
    return position_weight(mention.span) * _KIND_WEIGHTS[mention.kind]


def _entity(
    entity_id: str,
    cluster: _Cluster,
    salience: float,
    mentions: Sequence[Mention],
    resolutions: Sequence[Resolution | None],
) -> Entity:
    members = sorted(cluster.members)
    known = filter(None, (resolutions[i] for i in members))
    resolution = max(known, key=lambda resolution: resolution.confidence, default=None)
    longest = max(members, key=lambda i: (mentions[i].kind is MentionKind.NAME, len(mentions[i].span.content), -i))
    place = resolution.place if resolution else None
    name = place.name if place else " ".join(read_name(mentions[longest].span.content).split())
    return Entity(entity_id, cluster.type, name, tuple(mentions[i] for i in members), salience, resolution)


def _words(mention: Mention) -> tuple[str, ...]:
    name = read_name(mention.span.content)
    return tuple(word.casefold() for word in _WORD.findall(name)) or (name,)


def _of_type(mentions: Sequence[Mention], entity_type: EntityType) -> list[int]:
    return [i for i, mention in enumerate(mentions) if mention.type is entity_type]


def _place_clusters(mentions: Sequence[Mention], resolutions: Sequence[Resolution | None]) -> Iterable[_Cluster]:
    by_place: dict[tuple[str, ...], _Cluster] = {}
    for i in _of_type(mentions, EntityType.PLACE):
        resolution = resolutions[i]
        place = resolution.place if resolution else None
        key = ("", place.place_id) if place else _words(mentions[i])
        by_place.setdefault(key, _Cluster(EntityType.PLACE, key)).members.append(i)
    return by_place.values()


def _person_clusters(mentions: Sequence[Mention]) -> Iterable[_Cluster]:
    names = {i: _bare_name(mentions[i]) for i in _of_type(mentions, EntityType.PERSON)}
    people = _People()
    in_full = [i for i, words in names.items() if len(words) > 1 and len(words[0]) > 1]
    # The fullest names come first, so that shorter names can join them; then initials and single names.
    for i in (*sorted(in_full, key=lambda i: (-len(names[i]), i)), *sorted(names.keys() - set(in_full))):
        people.place(names[i], i)
    return people.clusters.values()


class _People:
    """The persons found so far, by name."""

    def __init__(self) -> None:
        self.clusters: dict[tuple[str, ...], _Cluster] = {}
        self._by_surname: dict[str, list[_Cluster]] = defaultdict(list)
        self._by_given_name: dict[str, list[_Cluster]] = defaultdict(list)

    def place(self, words: tuple[str, ...], mention: int) -> None:
        """Adds a mention to the person that it may name, or to a new person."""
        person = self.clusters.get(words) or self._named_more_fully(words, mention)
        if person is None:
            person = self.clusters[words] = _Cluster(EntityType.PERSON, words)
            if len(words) > 1:
                self._by_surname[words[-1]].append(person)
                self._by_given_name[words[0]].append(person)
        person.members.append(mention)

    def _named_more_fully(self, words: tuple[str, ...], mention: int) -> _Cluster | None:
        """Returns the person whose longer name `words` may stand for, or None.

        By surname this is the person mentioned last before, or else next; by given name the only person who has it.
        """
        namesakes = [person for person in self._by_surname[words[-1]] if _fits(words, person.words)]
        if namesakes:
            return max(
                namesakes,
                key=lambda person: max((i for i in person.members if i < mention), default=-min(person.members)),
            )
        given = self._by_given_name[words[0]] if len(words) == 1 else []
        return given[0] if len(given) == 1 else None


def _bare_name(mention: Mention) -> tuple[str, ...]:
    words = _words(mention)
    return tuple(word for word in words if word not in _HONORIFICS) or words


def _fits(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Returns whether each word of `short`, or a word with this initial, stands in `long`, in order."""
    rest = iter(long)
    return all(any(word == full or (len(word) == 1 and full.startswith(word)) for full in rest) for word in short)


def _organization_clusters(mentions: Sequence[Mention], article: Article) -> Iterable[_Cluster]:
    clusters: dict[tuple[str, ...], _Cluster] = {}
    acronyms: list[int] = []
    for i in _of_type(mentions, EntityType.ORGANIZATION):
        if _ACRONYM.fullmatch(mentions[i].span.content):
            acronyms.append(i)
        else:
            words = _words(mentions[i])
            clusters.setdefault(words, _Cluster(EntityType.ORGANIZATION, words)).members.append(i)
    _merge_shortened(clusters)
    by_initials = {_initials(cluster, mentions): cluster for cluster in reversed(clusters.values())}
    by_end = {
        (mentions[i].span.part, mentions[i].span.end_offset): cluster
        for cluster in clusters.values()
        for i in cluster.members
    }
    introduced: dict[str, _Cluster] = {}
    for i in acronyms:
        span = mentions[i].span
        acronym = span.content.replace(".", "")
        owner = introduced.get(acronym) or by_end.get((span.part, _end_before_bracket(span, article)))
        owner = owner or by_initials.get(acronym) or _Cluster(EntityType.ORGANIZATION, (acronym,))
        introduced[acronym] = clusters[owner.words] = owner
        owner.members.append(i)
    return clusters.values()


def _merge_shortened(clusters: dict[tuple[str, ...], _Cluster]) -> None:
    """Merges "Foreign Ministry" into "Russian Foreign Ministry" where only one name ends so."""
    by_last_word: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in clusters:
        by_last_word[words[-1]].append(words)
    for words in sorted(clusters, key=len):
        longer = [
            other
            for other in by_last_word[words[-1]]
            if other in clusters and len(other) > len(words) > 1 and other[-len(words) :] == words
        ]
        if len(longer) == 1:
            clusters[longer[0]].members += clusters.pop(words).members


def _initials(cluster: _Cluster, mentions: Sequence[Mention]) -> str:
    words = _WORD.findall(read_name(mentions[min(cluster.members)].span.content))
    return "".join(word[0].upper() for word in words if word.lower() not in _SMALL_WORDS)


def _end_before_bracket(span: Span, article: Article) -> int:
    """Returns where the text before "(ACRONYM)" ends, or -1 where no bracket stands before `span`."""
    before = article.text_of(span.part)[max(0, span.start_offset - _BRACKET_CHARS) : span.start_offset]
    outside = before.rstrip().removesuffix("(")
    if outside == before.rstrip():
        return -1
    return span.start_offset - len(before) + len(outside.rstrip())
