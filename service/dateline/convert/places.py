"""Places, resolutions, and the queries and answers of ResolvePlaces."""

from dateline.convert.enums import EVIDENCE_KIND_NUMBERS, EVIDENCE_KINDS
from dateline.errors import FieldViolation, InvalidInputError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Candidate, Coordinates, Evidence, Place, PlaceAnswer, PlaceQuery, Resolution


def coordinates_to_message(coordinates: Coordinates) -> pb.Coordinates:
    """The point as a message."""
    return pb.Coordinates(
        latitude_degrees=coordinates.latitude_degrees, longitude_degrees=coordinates.longitude_degrees
    )


def coordinates_from_message(message: pb.Coordinates) -> Coordinates:
    """The point of a message."""
    return Coordinates(latitude_degrees=message.latitude_degrees, longitude_degrees=message.longitude_degrees)


def place_to_message(place: Place) -> pb.Place:
    """The place as a message."""
    return pb.Place(
        place_id=place.place_id,
        name=place.name,
        feature_class=place.feature_class,
        feature_code=place.feature_code,
        country_code=place.country_code,
        country_name=place.country_name,
        admin1_place_id=place.admin1_id,
        admin1_name=place.admin1_name,
        admin2_place_id=place.admin2_id,
        admin2_name=place.admin2_name,
        coordinates=coordinates_to_message(place.coordinates),
        population_count=place.population_count,
        source=place.source,
    )


def place_from_message(message: pb.Place) -> Place:
    """The place of a message."""
    return Place(
        place_id=message.place_id,
        name=message.name,
        feature_class=message.feature_class,
        feature_code=message.feature_code,
        country_code=message.country_code,
        country_name=message.country_name,
        admin1_id=message.admin1_place_id,
        admin1_name=message.admin1_name,
        admin2_id=message.admin2_place_id,
        admin2_name=message.admin2_name,
        coordinates=coordinates_from_message(message.coordinates),
        population_count=message.population_count if message.HasField("population_count") else None,
        source=message.source,
    )


def resolution_to_message(resolution: Resolution) -> pb.Resolution:
    """The resolution as a message."""
    return pb.Resolution(
        place=place_to_message(resolution.place),
        confidence=resolution.confidence,
        alternatives=[
            pb.Candidate(place=place_to_message(candidate.place), probability=candidate.probability)
            for candidate in resolution.alternatives
        ],
        none_probability=resolution.none_probability,
        evidence=[
            pb.Evidence(
                kind=EVIDENCE_KIND_NUMBERS[evidence.kind],
                description=evidence.description,
                place_id=evidence.place_id,
            )
            for evidence in resolution.evidence
        ],
    )


def resolution_from_message(message: pb.Resolution) -> Resolution:
    """The resolution of a message, without evidence of kinds that only a newer contract knows."""
    return Resolution(
        place=place_from_message(message.place),
        confidence=message.confidence,
        alternatives=tuple(
            Candidate(place=place_from_message(candidate.place), probability=candidate.probability)
            for candidate in message.alternatives
        ),
        none_probability=message.none_probability,
        evidence=tuple(
            Evidence(kind=EVIDENCE_KINDS[evidence.kind], description=evidence.description, place_id=evidence.place_id)
            for evidence in message.evidence
            if evidence.kind in EVIDENCE_KINDS
        ),
    )


def place_query_to_message(query: PlaceQuery) -> pb.PlaceQuery:
    """The query as a message.

    Raises InvalidInputError when a string holds a lone surrogate, which no encoding can carry.
    """
    try:
        return pb.PlaceQuery(name=query.name, context_names=query.context_names, country_code=query.country_code)
    except UnicodeEncodeError:
        # Not chained: the cause holds the name.
        raise InvalidInputError(FieldViolation("query", "holds a lone surrogate")) from None


def place_query_from_message(message: pb.PlaceQuery) -> PlaceQuery:
    """The query of a message."""
    return PlaceQuery(name=message.name, context_names=tuple(message.context_names), country_code=message.country_code)


def place_answer_to_message(answer: PlaceAnswer) -> pb.PlaceAnswer:
    """The answer as a message."""
    return pb.PlaceAnswer(
        query=place_query_to_message(answer.query),
        resolution=None if answer.resolution is None else resolution_to_message(answer.resolution),
    )


def place_answer_from_message(message: pb.PlaceAnswer) -> PlaceAnswer:
    """The answer of a message."""
    return PlaceAnswer(
        query=place_query_from_message(message.query),
        resolution=resolution_from_message(message.resolution) if message.HasField("resolution") else None,
    )
