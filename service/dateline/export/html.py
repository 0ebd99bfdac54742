"""HTML: a page that holds all it needs, with marked text, a map and tables for each article, and parts of notebooks.

No script is needed, and a policy in the page forbids any. Everything that comes from an article is escaped. Text, map
and tables lead to each other: a point of the map to the place's row, and the row to the mentions in the text.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib import resources
from typing import BinaryIO

from dateline import __version__
from dateline.export.marks import Edge, marked_text
from dateline.export.wording import (
    WHEREABOUTS,
    area_words,
    isolated,
    place_words,
    printable,
    relation_words,
    summary_lines,
    two_digits,
    whereabouts,
)
from dateline.export.world_map import MapPoint, world_map, world_outline
from dateline.values import Annotation, ArticlePart, Entity, EntityType, Mention, Place, Resolution

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Dateline {version}">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{outline}<header>
<h1>{title}</h1>
<p>{legend}</p>
</header>
<main>
"""
_LEGEND = " ".join(f'<mark class="{each.lower()}">{each.lower()}</mark>' for each in EntityType)
_COLOURS = {EntityType.PLACE: "#b7e4c7", EntityType.PERSON: "#ffe08a", EntityType.ORGANIZATION: "#bde0fe"}
_FOOT = "</main>\n</body>\n</html>\n"


_Ids = Mapping[str, tuple[str, Entity]]
"""The id in the page of each mention, by its own id, and its entity."""


def write_html(annotations: Iterable[Annotation], file: BinaryIO, *, title: str = "Annotated articles") -> None:
    """Writes a page with a section for each article, each as it comes."""
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    head = _HEAD.format(
        version=escape(__version__), title=_escaped(title), style=style, outline=world_outline(), legend=_LEGEND
    )
    file.write(head.encode())
    file.writelines("".join(_section(each, f"a{number}")).encode() for number, each in enumerate(annotations, 1))
    file.write(_FOOT.encode())


def notebook_html(annotation: Annotation) -> str:
    """Returns the marked article and a table of its places, as even notebooks that are not trusted show them.

    These drop style sheets, scripts and SVG, so every style is within its element.
    """
    mentions = [mention for entity in annotation.entities for mention in entity.mentions]
    parts = [
        f'<div dir="auto"{_language(annotation)} style="white-space: pre-wrap; {style}">'
        f"{_coloured(annotation, part, mentions)}</div>"
        for part, style in ((ArticlePart.TITLE, "font-weight: bold"), (ArticlePart.TEXT, "line-height: 1.8"))
        if annotation.article.text_of(part)
    ]
    lines = [*(warning.message for warning in annotation.warnings), *summary_lines(annotation)]
    facts = [f'<div style="margin-top: 0.5em">{_escaped(line)}</div>' for line in lines]
    places = [entity for entity in annotation.entities if entity.type is EntityType.PLACE]
    return "".join((*parts, *facts, _plain_table(places) if places else ""))


def _section(annotation: Annotation, name: str) -> Iterator[str]:
    """Yields the section of an article, whose ids in the page begin with `name`."""
    ids = {
        mention.mention_id: (f"{name}-e{number}-m{index}", entity)
        for number, entity in enumerate(annotation.entities, 1)
        for index, mention in enumerate(entity.mentions, 1)
    }
    article, language = annotation.article, _language(annotation)
    yield f'<article id="{name}">\n<h2 dir="auto"{language}>'
    yield _marked(annotation, ArticlePart.TITLE, ids) if article.title else _escaped(article.id or "Article")
    yield "</h2>\n"
    facts = [article.id if article.title else "", article.outlet, _time(annotation), *summary_lines(annotation)]
    yield from (f'<p class="fact" dir="auto">{_escaped(fact)}</p>\n' for fact in facts if fact)
    yield from (f'<p class="warning">{_escaped(warning.message)}</p>\n' for warning in annotation.warnings)
    yield f'<div class="text" dir="auto"{language}>{_marked(annotation, ArticlePart.TEXT, ids)}</div>\n'
    if points := list(_map_points(annotation, name)):
        yield f"<figure>{world_map(points)}</figure>\n"
    yield from _tables(annotation, name, ids)
    yield "</article>\n"


def _marked(annotation: Annotation, part: ArticlePart, ids: _Ids) -> str:
    mentions = [mention for entity in annotation.entities for mention in entity.mentions if mention.span.part is part]
    return "".join(
        _escaped(piece) if isinstance(piece, str) else _edge(piece, *ids[piece.mention.mention_id])
        for piece in marked_text(annotation.article.text_of(part), mentions)
    )


def _edge(edge: Edge, identifier: str, entity: Entity) -> str:
    if edge.is_start:
        described = _escaped(" ".join((_described(entity), *relation_words(edge.mention))))
        return f'<mark id="{identifier}" class="{entity.type.lower()}" title="{described}">'
    row = identifier.rpartition("-")[0]
    return f'<a class="row" href="#{row}">{row.rpartition("e")[2]}</a></mark>'


def _described(entity: Entity) -> str:
    """Returns what an entity is in a line, for those who point at it."""
    name, resolution = isolated(entity.name), entity.resolution
    if resolution is None:
        return f"{entity.type}: {name}"
    if resolution.place is None:
        return f"{entity.type}: {name}, {area_words(resolution)}"
    return f"{entity.type}: {_where(resolution.place)}, {two_digits(resolution.confidence)}"


def _where(place: Place) -> str:
    return ", ".join(filter(None, (place_words(place), isolated(place.country_name))))


def _map_points(annotation: Annotation, name: str) -> Iterator[MapPoint]:
    """Yields the chosen places, and the likely areas of others, those that the article is most about first."""
    numbered = sorted(enumerate(annotation.entities, 1), key=lambda pair: -pair[1].salience)
    for number, entity in numbered:
        resolution = entity.resolution
        area = resolution.likely_area if resolution and resolution.place is None else None
        place = resolution.place if resolution and resolution.place else area.place if area else None
        if place is not None:
            yield MapPoint(
                place.coordinates.latitude_degrees,
                place.coordinates.longitude_degrees,
                label=printable(entity.name),
                description=printable(_described(entity)),
                link=f"{name}-e{number}",
                is_area=area is not None,
            )


def _tables(annotation: Annotation, name: str, ids: _Ids) -> Iterator[str]:
    numbered, language = list(enumerate(annotation.entities, 1)), _language(annotation)
    places = [pair for pair in numbered if pair[1].type is EntityType.PLACE]
    others = [pair for pair in numbered if pair[1].type is not EntityType.PLACE]
    for caption, headings, rows, cells in (
        ("Places", ("Place", *WHEREABOUTS, "Candidates"), places, _place_cells),
        ("People and organisations", ("Name", "Type", "Salience"), others, _name_cells),
    ):
        if rows:
            heads = "".join(f'<th scope="col">{heading}</th>' for heading in ("", *headings, "Named"))
            yield f'<div class="table"><table>\n<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n'
            yield "<tbody>\n"
            for number, entity in rows:
                called = _name(entity.name, "" if entity.place else language)  # A place's name is the gazetteer's.
                row = "".join(f"<td>{cell}</td>" for cell in (called, *cells(entity), _links(entity, ids, language)))
                yield f'<tr id="{name}-e{number}"><th scope="row">{number}</th>{row}</tr>\n'
            yield "</tbody>\n</table></div>\n"


def _place_cells(entity: Entity) -> Iterator[str]:
    yield from map(_escaped, whereabouts(entity.resolution))
    yield _candidates(entity.resolution) if entity.resolution else ""


def _candidates(resolution: Resolution) -> str:
    if not resolution.candidates:
        return ""
    items = "".join(
        f"<li>{_escaped(_where(each.place))} ({_escaped(each.place.place_id)}) {two_digits(each.probability)}</li>"
        for each in resolution.candidates
    )
    none = f"<li>no place of the gazetteer {two_digits(resolution.nil_probability)}</li>"
    return f"<details><summary>{len(resolution.candidates)}</summary><ul>{items}{none}</ul></details>"


def _name_cells(entity: Entity) -> Iterator[str]:
    yield f'<span class="{entity.type.lower()}">{entity.type.lower()}</span>'
    yield two_digits(entity.salience)


def _links(entity: Entity, ids: _Ids, language: str) -> str:
    """Returns links to the mentions of an entity, which say what the text calls it there."""
    return ", ".join(
        f'<a href="#{ids[mention.mention_id][0]}">{_name(mention.span.content, language)}</a>'
        for mention in entity.mentions
    )


def _name(words: str, language: str) -> str:
    """Returns the words of an article so that they run in their own direction among others."""
    return f"<bdi{language}>{_escaped(words)}</bdi>"


def _language(annotation: Annotation) -> str:
    """Returns the attribute that tells browsers the article's language; none where that is not known."""
    # The caller's tag may say more: a region or a script.
    code = annotation.article.language_code or (annotation.language.code if annotation.language else "")
    return f' lang="{_escaped(code)}"' if code else ""


def _coloured(annotation: Annotation, part: ArticlePart, mentions: list[Mention]) -> str:
    inside = [mention for mention in mentions if mention.span.part is part]
    pieces = []
    for piece in marked_text(annotation.article.text_of(part), inside):
        if isinstance(piece, str):
            pieces.append(_escaped(piece))
        elif piece.is_start:
            style = f"background: {_COLOURS[piece.mention.type]}; color: #14213d; border-radius: 3px; padding: 1px 0"
            pieces.append(f'<span style="{style}">')
        else:
            label = piece.mention.type.lower()
            # A direction of its own, or the label would stand on the wrong side of a name that runs from right to left.
            pieces.append(f' <span dir="ltr" style="font-size: 0.7em; font-weight: bold">{label}</span></span>')
    return "".join(pieces)


def _plain_table(places: list[Entity]) -> str:
    head = "".join(f'<th style="text-align: left">{heading}</th>' for heading in ("Place", *WHEREABOUTS))
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align: left">{_escaped(cell)}</td>'
            for cell in (isolated(place.name), *whereabouts(place.resolution))
        )
        + "</tr>"
        for place in places
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _time(annotation: Annotation) -> str:
    time = annotation.article.publish_time
    return time.strftime("%Y-%m-%d %H:%M %Z").strip() if time else ""


def _escaped(text: str) -> str:
    return escape(printable(text))
