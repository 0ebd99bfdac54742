"""Places, resolutions, and the queries and answers of ResolvePlaces."""

from dateline.convert.coordinates import coordinates_from_message, coordinates_to_message
from dateline.convert.enums import EVIDENCE_KIND_NUMBERS, EVIDENCE_KINDS, MATCH_TYPE_NUMBERS, MATCH_TYPES, SHAPE_NUMBERS
from dateline.convert.failures import error_from_status, error_to_status
from dateline.errors import DatelineError, FieldViolation, InvalidInputError
from dateline.v1 import annotation_pb2 as pb
from dateline.values import Area, Candidate, Evidence, Former, Place, PlaceAnswer, PlaceQuery, Resolution


def place_to_message(place: Place) -> pb.Place:
    """Returns the place as a message."""
    return pb.Place(
        place_id=place.place_id,
        name=place.name,
        feature_class=place.feature_class,
        feature_code=place.feature_code,
        region_code=place.country_code,
        country_name=place.country_name,
        admin1_place_id=place.admin1_id,
        admin1_name=place.admin1_name,
        admin2_place_id=place.admin2_id,
        admin2_name=place.admin2_name,
        coordinates=coordinates_to_message(place.coordinates),
        population_count=place.population_count,
        source=place.source,
        former=None if place.former is None else _former_to_message(place.former),
        kind=place.kind,
        shape=SHAPE_NUMBERS[place.shape],
    )


def place_from_message(message: pb.Place) -> Place:
    """Returns the place of a message; kind and shape follow from its class and code, but for SHAPE_CONTAINER."""
    return Place(
        place_id=message.place_id,
        name=message.name,
        feature_class=message.feature_class,
        feature_code=message.feature_code,
        country_code=message.region_code,
        country_name=message.country_name,
        admin1_id=message.admin1_place_id,
        admin1_name=message.admin1_name,
        admin2_id=message.admin2_place_id,
        admin2_name=message.admin2_name,
        coordinates=coordinates_from_message(message.coordinates),
        population_count=message.population_count if message.HasField("population_count") else None,
        source=message.source,
        former=_former_from_message(message.former) if message.HasField("former") else None,
        has_own_point=message.shape != pb.SHAPE_CONTAINER,
    )


def _former_to_message(former: Former) -> pb.Former:
    return pb.Former(
        since_year=former.since_year, until_year=former.until_year, successor_place_ids=former.successor_ids
    )


def _former_from_message(message: pb.Former) -> Former:
    return Former(
        message.since_year if message.HasField("since_year") else None,
        message.until_year,
        tuple(message.successor_place_ids),
    )


def resolution_to_message(resolution: Resolution) -> pb.Resolution:
    """Returns the resolution as a message."""
    return pb.Resolution(
        place=None if resolution.place is None else place_to_message(resolution.place),
        confidence=resolution.confidence,
        candidates=[
            pb.Candidate(place=place_to_message(candidate.place), probability=candidate.probability)
            for candidate in resolution.candidates
        ],
        nil_probability=resolution.nil_probability,
        unlisted_probability=resolution.unlisted_probability,
        areas=[pb.Area(place=place_to_message(area.place), probability=area.probability) for area in resolution.areas],
        match_type=pb.MATCH_TYPE_UNSPECIFIED
        if resolution.match_type is None
        else MATCH_TYPE_NUMBERS[resolution.match_type],
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
    """Returns the resolution of a message, without evidence of kinds that only a newer contract knows."""
    return Resolution(
        place=place_from_message(message.place) if message.HasField("place") else None,
        confidence=message.confidence,
        candidates=tuple(
            Candidate(place=place_from_message(candidate.place), probability=candidate.probability)
            for candidate in message.candidates
        ),
        nil_probability=message.nil_probability,
        unlisted_probability=message.unlisted_probability,
        areas=tuple(Area(place=place_from_message(area.place), probability=area.probability) for area in message.areas),
        match_type=MATCH_TYPES.get(message.match_type),
        evidence=tuple(
            Evidence(kind=EVIDENCE_KINDS[evidence.kind], description=evidence.description, place_id=evidence.place_id)
            for evidence in message.evidence
            if evidence.kind in EVIDENCE_KINDS
        ),
    )


def place_query_to_message(query: PlaceQuery) -> pb.PlaceQuery:
    """Returns the query as a message.

    Raises InvalidInputError where a string holds a lone surrogate, which no encoding can carry.
    """
    try:
        return pb.PlaceQuery(
            name=query.name,
            context_names=query.context_names,
            region_code=query.country_code,
            language_code=query.language_code,
        )
    except UnicodeEncodeError:
        # Not chained, because the cause holds the name.
        raise InvalidInputError(FieldViolation("query", "holds a lone surrogate")) from None


def place_query_from_message(message: pb.PlaceQuery) -> PlaceQuery:
    """Returns the query of a message."""
    return PlaceQuery(
        name=message.name,
        context_names=tuple(message.context_names),
        country_code=message.region_code,
        language_code=message.language_code,
    )


def place_answer_to_message(answer: PlaceAnswer) -> pb.PlaceAnswer:
    """Returns the answer as a message."""
    return pb.PlaceAnswer(
        query=place_query_to_message(answer.query), resolution=resolution_to_message(answer.resolution)
    )


def place_failure_to_message(query: pb.PlaceQuery, error: DatelineError) -> pb.PlaceAnswer:
    """Returns the answer to a failed query, which repeats the query without unknown fields and holds the error."""
    answer = pb.PlaceAnswer(query=query, error=error_to_status(error))
    answer.query.DiscardUnknownFields()
    return answer


def place_answer_from_message(message: pb.PlaceAnswer) -> PlaceAnswer | DatelineError:
    """Returns the answer of a message, or its error."""
    if message.HasField("error"):
        return error_from_status(message.error)
    return PlaceAnswer(
        query=place_query_from_message(message.query), resolution=resolution_from_message(message.resolution)
    )
