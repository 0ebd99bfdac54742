"""Text for people: annotations and answers as marked text and tables.

Colours stand for the entity types on terminals; elsewhere the types are written out, as in ``[Astana PLACE]``. No
control character of an article reaches the terminal.
"""

from collections.abc import Iterable, Sequence
from io import StringIO
from typing import BinaryIO, Literal, TextIO, cast

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.export.marks import marked_text
from dateline.export.wording import (
    WHEREABOUTS,
    evidence_words,
    isolated,
    place_cells,
    printable,
    relation_words,
    summary_lines,
    two_digits,
    whereabouts,
)
from dateline.values import Annotation, ArticlePart, Entity, EntityType, Mention, PlaceAnswer, Resolution

_STYLES = {
    EntityType.PERSON: "black on bright_yellow",
    EntityType.ORGANIZATION: "black on bright_cyan",
    EntityType.PLACE: "black on bright_green",
}
_PIPE_WIDTH = 120


def write_text(annotations: Iterable[Annotation], file: BinaryIO, *, console: Console | None = None) -> None:
    """Writes each annotation as marked text and tables, in colours where `console` has them."""
    rendering = console or open_console(StringIO())
    file.writelines(annotation_text(rendering, annotation).encode() for annotation in annotations)


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


def annotation_text(console: Console, annotation: Annotation) -> str:
    """Returns the article with its spans marked, then its places, people and organisations."""
    with console.capture() as captured:
        console.rule(Text(printable(annotation.article_id) or "article"), style="dim", align="left")
        _print_parts(console, annotation)
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
            query = ", ".join(map(isolated, (answer.query.name, *answer.query.context_names)))
            console.rule(Text(printable(query)), style="dim", align="left")
            if not answer.resolution.candidates and answer.resolution.place is None:
                where = f" in {answer.query.country_code}" if answer.query.country_code else ""
                console.print(Text(f"The gazetteer holds no such name{where}.\n", style="dim"))
            else:
                console.print(_candidates_table(answer.resolution))
    return captured.get()


def _print_parts(console: Console, annotation: Annotation) -> None:
    has_colour = console.is_terminal and console.color_system is not None and not console.no_color
    mentions = tuple(mention for entity in annotation.entities for mention in entity.mentions)
    for part in (ArticlePart.TITLE, ArticlePart.TEXT):
        if content := annotation.article.text_of(part):
            marked = _marked(content, [mention for mention in mentions if mention.span.part is part], has_colour)
            marked.rstrip()
            console.print(marked, style="bold" if part is ArticlePart.TITLE else "", soft_wrap=True)
            console.print()


def _print_summary(console: Console, annotation: Annotation) -> None:
    lines = [Text(printable(f"{warning.reason}: {warning.message}"), style="yellow") for warning in annotation.warnings]
    lines += [Text(printable(line)) for line in summary_lines(annotation)]
    if lines:
        console.print(Text("\n").join(lines), soft_wrap=True)
        console.print()


def _marked(content: str, mentions: Iterable[Mention], has_colour: bool) -> Text:  # noqa: FBT001 - private
    marked = Text()
    opened: list[Mention] = []

    def write(text: str, *, is_label: bool = False) -> None:
        style = _STYLES[opened[-1].type] if opened and has_colour else ""
        marked.append(printable(text), f"{style} bold" if style and is_label else style)

    for piece in marked_text(content, mentions):
        if isinstance(piece, str):
            write(piece)
        elif piece.is_start:
            opened.append(piece.mention)
            write(" " if has_colour else "[")
        else:
            label = " ".join((piece.mention.type, *relation_words(piece.mention)))
            write(f" {label} " if has_colour else f" {label}]", is_label=True)
            opened.pop()
    return marked


def _places_table(entities: Iterable[Entity]) -> Table:
    table = _table("Place", *WHEREABOUTS, right=(3, 4, 5))
    for entity in entities:
        table.add_row(*map(_cell, (isolated(entity.name), *whereabouts(entity.resolution))))
    return table


def _names_table(entities: Iterable[Entity]) -> Table:
    table = _table("Name", "Type", "Mentions", "Salience", right=(2, 3))
    for entity in entities:
        table.add_row(
            _cell(isolated(entity.name)),
            Text(entity.type, style=_STYLES[entity.type]),
            str(len(entity.mentions)),
            two_digits(entity.salience),
        )
    return table


def _candidates_table(resolution: Resolution) -> Table:
    table = _table("Id", *WHEREABOUTS[:-2], "Probability", "Why", right=(3, 4, 5))
    for rank, candidate in enumerate(resolution.candidates):
        place = candidate.place
        why = evidence_words(resolution) if rank == 0 else ""
        table.add_row(*map(_cell, (place.place_id, *place_cells(place), two_digits(candidate.probability), why)))
    if resolution.unlisted_probability:
        table.add_row("others, not listed", "", "", "", "", two_digits(resolution.unlisted_probability), "")
    table.add_row("no place of the gazetteer", "", "", "", "", two_digits(resolution.nil_probability), "")
    return table


def _table(*headings: str, right: Sequence[int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, heading in enumerate(headings):
        numeric = index in right
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=numeric, overflow="fold")
    return table


def _cell(text: str) -> Text:
    return Text(printable(text))
