"""Display: an answer's places under their names in the language that a caller asks for."""

from dataclasses import replace

from dateline.gazetteer import Gazetteer
from dateline.values import Annotation, Entity, Place, Resolution


def in_language(annotation: Annotation, language_code: str, *, gazetteer: Gazetteer) -> Annotation:
    """Returns the annotation with the names that places have in a language (BCP-47), where the gazetteer knows them.

    Entities that are places are named after theirs. The annotation itself is returned where `language_code` is empty.
    """
    if not language_code:
        return annotation
    focus_places = (
        replace(focus, place=gazetteer.in_language(focus.place, language_code)) for focus in annotation.focus_places
    )
    dateline = annotation.dateline
    if dateline is not None:
        dateline = replace(dateline, place=_place(dateline.place, language_code, gazetteer))
    return replace(
        annotation,
        entities=tuple(_entity(entity, language_code, gazetteer) for entity in annotation.entities),
        focus_places=tuple(focus_places),
        dateline=dateline,
    )


def resolution_in_language(resolution: Resolution, language_code: str, *, gazetteer: Gazetteer) -> Resolution:
    """Returns the resolution with the names that places have in a language, as `in_language` does."""
    if not language_code:
        return resolution
    return replace(
        resolution,
        place=_place(resolution.place, language_code, gazetteer),
        candidates=tuple(
            replace(candidate, place=gazetteer.in_language(candidate.place, language_code))
            for candidate in resolution.candidates
        ),
        areas=tuple(replace(area, place=gazetteer.in_language(area.place, language_code)) for area in resolution.areas),
    )


def _entity(entity: Entity, language_code: str, gazetteer: Gazetteer) -> Entity:
    if entity.resolution is None:
        return entity
    resolution = resolution_in_language(entity.resolution, language_code, gazetteer=gazetteer)
    return replace(entity, name=resolution.place.name if resolution.place else entity.name, resolution=resolution)


def _place(place: Place | None, language_code: str, gazetteer: Gazetteer) -> Place | None:
    return None if place is None else gazetteer.in_language(place, language_code)
