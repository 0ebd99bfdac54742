"""Annotations and resolutions rendered for people, as marked text and tables.

Colours stand for the entity types on terminals; elsewhere the types are written out, as in ``[Astana PLACE]``. No
control character of an article reaches the terminal.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain
from typing import Literal, TextIO, cast

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.values import (
    Annotation,
    Article,
    ArticlePart,
    Entity,
    EntityType,
    Mention,
    Place,
    PlaceAnswer,
    Resolution,
)

_STYLES = {
    EntityType.PERSON: "black on bright_yellow",
    EntityType.ORGANIZATION: "black on bright_cyan",
    EntityType.PLACE: "black on bright_green",
}
_PIPE_WIDTH = 120
_INVISIBLE = dict.fromkeys(chain(range(0x20), range(0x7F, 0xA0)), "\ufffd") | {
    ord("\n"): "\n",
    ord("\t"): "\t",
    ord("\r"): "",
}


def open_console(stream: TextIO) -> Console:
    """Returns a console that renders for `stream`, honouring FORCE_COLOR and NO_COLOR, and never writes to it."""
    width = None if stream.isatty() else _PIPE_WIDTH
    target = Console(file=stream, width=width)
    return Console(
        # Not the stream itself: rich flushes even captured text, and ends the process where the reader went away.
        file=StringIO(),
        width=target.width,
        force_terminal=target.is_terminal,
        color_system=cast("Literal['standard', '256', 'truecolor'] | None", target.color_system),
        no_color=target.no_color,
        highlight=False,
        markup=False,
        emoji=False,
    )


def annotation_text(console: Console, article: Article, annotation: Annotation) -> str:
    """Returns the article with its spans marked, then its places, people and organisations."""
    with console.capture() as captured:
        console.rule(Text(_clean(annotation.article_id) or "article"), style="dim", align="left")
        _print_parts(console, article, annotation)
        _print_summary(console, annotation)
        places = tuple(entity for entity in annotation.entities if entity.type is EntityType.PLACE)
        persons_and_organizations = tuple(
            entity for entity in annotation.entities if entity.type is not EntityType.PLACE
        )
        if places:
            console.print(_places_table(places))
        if persons_and_organizations:
            console.print(_names_table(persons_and_organizations))
        if not annotation.entities:
            console.print(Text("No people, organisations or places found.\n", style="dim"))
    return captured.get()


def answers_text(console: Console, answers: Iterable[PlaceAnswer]) -> str:
    """Returns a table of candidates for each place query."""
    with console.capture() as captured:
        for answer in answers:
            query = ", ".join((answer.query.name, *answer.query.context_names))
            console.rule(Text(_clean(query)), style="dim", align="left")
            if not answer.resolution.candidates and answer.resolution.place is None:
                where = f" in {answer.query.country_code}" if answer.query.country_code else ""
                console.print(Text(f"The gazetteer holds no such name{where}.\n", style="dim"))
            else:
                console.print(_candidates_table(answer.resolution))
    return captured.get()


def _print_parts(console: Console, article: Article, annotation: Annotation) -> None:
    has_colour = console.is_terminal and console.color_system is not None and not console.no_color
    mentions = tuple(mention for entity in annotation.entities for mention in entity.mentions)
    for part in (ArticlePart.TITLE, ArticlePart.TEXT):
        if content := article.text_of(part):
            part_mentions = tuple(mention for mention in mentions if mention.span.part is part)
            marked = _Marker(content, has_colour=has_colour).mark(part_mentions)
            marked.rstrip()
            console.print(marked, style="bold" if part is ArticlePart.TITLE else "", soft_wrap=True)
            console.print()


def _print_summary(console: Console, annotation: Annotation) -> None:
    lines = [Text(f"{warning.reason}: {_clean(warning.message)}", style="yellow") for warning in annotation.warnings]
    if annotation.dateline is not None:
        place = annotation.dateline.place
        filed = f"Filed in {_clean(annotation.dateline.span.content)}"
        lines.append(Text(f"{filed} ({_described(place)})" if place else filed))
    if annotation.focus_places:
        focus = ", ".join(
            f"{_clean(focus_place.place.name)} ({_kind(focus_place.place)}) {focus_place.score:.2f}"
            for focus_place in annotation.focus_places
        )
        lines.append(Text(f"About {focus}"))
    if lines:
        console.print(Text("\n").join(lines), soft_wrap=True)
        console.print()


class _Marker:
    """A writer of a text with its mentions marked, from start to end."""

    def __init__(self, text: str, *, has_colour: bool) -> None:
        self._text = text
        self._has_colour = has_colour
        self._position = 0
        self._open: list[Mention] = []
        self._marked = Text()

    def mark(self, mentions: Iterable[Mention]) -> Text:
        """Returns the text with the mentions marked; of two crossing mentions only the first is."""
        ordered = sorted(mentions, key=lambda mention: (mention.span.start_offset, -mention.span.end_offset))
        for mention in ordered:
            self._close(until=mention.span.start_offset)
            if self._open and mention.span.end_offset > self._open[-1].span.end_offset:
                continue
            self._copy(mention.span.start_offset)
            self._open.append(mention)
            self._write(" " if self._has_colour else "[")
        self._close(until=len(self._text))
        self._copy(len(self._text))
        return self._marked

    def _close(self, *, until: int) -> None:
        while self._open and self._open[-1].span.end_offset <= until:
            mention = self._open[-1]
            self._copy(mention.span.end_offset)
            label = " ".join((mention.type, *_relation_words(mention)))
            self._write(f" {label} " if self._has_colour else f" {label}]", is_label=True)
            self._open.pop()

    def _copy(self, end_offset: int) -> None:
        self._write(self._text[self._position : end_offset])
        self._position = end_offset

    def _write(self, text: str, *, is_label: bool = False) -> None:
        style = _STYLES[self._open[-1].type] if self._open and self._has_colour else ""
        self._marked.append(_clean(text), f"{style} bold" if style and is_label else style)


def _relation_words(mention: Mention) -> Iterator[str]:
    if relation := mention.spatial_relation:
        yield relation.kind.lower()
        if relation.direction:
            yield relation.direction.lower()
        if relation.distance_km:
            yield f"{relation.distance_km:g} km"


def _clean(text: str) -> str:
    return text.translate(_INVISIBLE)


def _places_table(entities: Iterable[Entity]) -> Table:
    table = _table("Place", "Is", "Country", "Latitude", "Longitude", "Confidence", "Why", right=(3, 4, 5))
    for entity in entities:
        resolution = entity.resolution
        place = resolution.place if resolution else None
        if resolution is None or place is None:
            table.add_row(Text(_clean(entity.name)), _where(resolution), "", "", "", "", "")
            continue
        table.add_row(Text(_clean(entity.name)), *_place_cells(place), f"{resolution.confidence:.2f}", _why(resolution))
    return table


def _where(resolution: Resolution | None) -> str:
    """Returns the words for an entity without a chosen place."""
    if resolution is None or not resolution.candidates:
        return "none known"
    return "none likely"


def _names_table(entities: Iterable[Entity]) -> Table:
    table = _table("Name", "Type", "Mentions", "Salience", right=(2, 3))
    for entity in entities:
        table.add_row(
            Text(_clean(entity.name)),
            Text(entity.type, style=_STYLES[entity.type]),
            str(len(entity.mentions)),
            f"{entity.salience:.2f}",
        )
    return table


def _candidates_table(resolution: Resolution) -> Table:
    table = _table("Id", "Is", "Country", "Latitude", "Longitude", "Probability", "Why", right=(3, 4, 5))
    for rank, candidate in enumerate(resolution.candidates):
        table.add_row(
            Text(candidate.place.place_id),
            *_place_cells(candidate.place),
            f"{candidate.probability:.2f}",
            _why(resolution) if rank == 0 else "",
        )
    if resolution.unlisted_probability:
        table.add_row("others, not listed", "", "", "", "", f"{resolution.unlisted_probability:.2f}", "")
    table.add_row("no place of the gazetteer", "", "", "", "", f"{resolution.nil_probability:.2f}", "")
    return table


def _table(*headings: str, right: Sequence[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, heading in enumerate(headings):
        numeric = index in right
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    return table


def _place_cells(place: Place) -> Iterator[Text]:
    yield Text(_described(place))
    yield Text(_clean(place.country_name or place.country_code))
    yield Text(f"{place.coordinates.latitude_degrees:.4f}")
    yield Text(f"{place.coordinates.longitude_degrees:.4f}")


def _described(place: Place) -> str:
    division = place.admin1_name if place.admin1_name != place.name else ""
    return _clean(", ".join(filter(None, (place.name, division))))


def _kind(place: Place) -> str:
    """Returns the word for the kind of place, which tells a town from a division of the same name."""
    if place.is_country:
        return "country"
    if place.is_division:
        return "division"
    return "town" if place.is_populated_place else "place"


def _why(resolution: Resolution) -> Text:
    return Text(_clean("; ".join(evidence.description for evidence in resolution.evidence)))
