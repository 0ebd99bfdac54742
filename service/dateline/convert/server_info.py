"""The descriptions of servers, and the timing of their work."""

import dataclasses

from google.protobuf.duration_pb2 import Duration

from dateline.v1 import annotation_pb2 as pb
from dateline.values import GazetteerDescription, Limits, ModelDescription, ServerInfo, Timing


def server_info_to_message(info: ServerInfo) -> pb.GetServerInfoResponse:
    """Returns the description of a server as a message."""
    model, gazetteer = info.model, info.gazetteer
    limits = dataclasses.asdict(info.limits)
    default_deadline_seconds = limits.pop("default_deadline_seconds")
    return pb.GetServerInfoResponse(
        server_version=info.server_version,
        api_version=info.api_version,
        model=None
        if model is None
        else pb.ModelInfo(
            name=model.name, revision=model.revision, language_codes=model.language_codes, labels=model.labels
        ),
        gazetteer=None
        if gazetteer is None
        else pb.GazetteerInfo(
            revision=gazetteer.revision,
            place_count=gazetteer.place_count,
            name_count=gazetteer.name_count,
            sources=gazetteer.sources,
        ),
        limits=pb.Limits(**limits, default_deadline=_duration(default_deadline_seconds)),
    )


def server_info_from_message(message: pb.GetServerInfoResponse) -> ServerInfo:
    """Returns the description of a server in a message."""
    model, gazetteer, limits = message.model, message.gazetteer, message.limits
    return ServerInfo(
        server_version=message.server_version,
        api_version=message.api_version,
        model=ModelDescription(
            name=model.name,
            revision=model.revision,
            language_codes=tuple(model.language_codes),
            labels=tuple(model.labels),
        )
        if message.HasField("model")
        else None,
        gazetteer=GazetteerDescription(
            revision=gazetteer.revision,
            place_count=gazetteer.place_count,
            name_count=gazetteer.name_count,
            sources=tuple(gazetteer.sources),
        )
        if message.HasField("gazetteer")
        else None,
        limits=Limits(
            **{
                field.name: getattr(limits, field.name)
                for field in dataclasses.fields(Limits)
                if field.name != "default_deadline_seconds"
            },
            default_deadline_seconds=_seconds(limits.default_deadline),
        ),
    )


def timing_to_message(timing: Timing) -> pb.Timing:
    """Returns the timing as a message."""
    return pb.Timing(
        queue_duration=_duration(timing.queue_seconds),
        recognition_duration=_duration(timing.recognition_seconds),
        resolution_duration=_duration(timing.resolution_seconds),
        fallback_geocoder_duration=_duration(timing.fallback_geocoder_seconds),
    )


def timing_from_message(message: pb.Timing) -> Timing:
    """Returns the timing of a message."""
    return Timing(
        queue_seconds=_seconds(message.queue_duration),
        recognition_seconds=_seconds(message.recognition_duration),
        resolution_seconds=_seconds(message.resolution_duration),
        fallback_geocoder_seconds=_seconds(message.fallback_geocoder_duration),
    )


def _duration(seconds: float) -> Duration:
    duration = Duration()
    duration.FromNanoseconds(round(seconds * 1e9))
    return duration


def _seconds(duration: Duration) -> float:
    return duration.ToNanoseconds() / 1e9
