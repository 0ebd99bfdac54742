"""Coordinates and reader regions."""

from google.type import latlng_pb2

from dateline.v1 import annotation_pb2 as pb
from dateline.values import Coordinates, ReaderRegion


def coordinates_to_message(coordinates: Coordinates) -> latlng_pb2.LatLng:
    """Returns the point as a message."""
    return latlng_pb2.LatLng(latitude=coordinates.latitude_degrees, longitude=coordinates.longitude_degrees)


def coordinates_from_message(message: latlng_pb2.LatLng) -> Coordinates:
    """Returns the point of a message."""
    return Coordinates(latitude_degrees=message.latitude, longitude_degrees=message.longitude)


def region_to_message(region: ReaderRegion) -> pb.ReaderRegion:
    """Returns the reader region as a message."""
    return pb.ReaderRegion(
        region_code=region.country_code,
        coordinates=None if region.coordinates is None else coordinates_to_message(region.coordinates),
    )


def region_from_message(message: pb.ReaderRegion) -> ReaderRegion:
    """Returns the reader region of a message."""
    return ReaderRegion(
        country_code=message.region_code,
        coordinates=coordinates_from_message(message.coordinates) if message.HasField("coordinates") else None,
    )
