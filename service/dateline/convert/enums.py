"""Enum members and their numbers in the contract; importing the module fails where the contract lacks a member."""

from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import (
    ArticlePart,
    Direction,
    EntityType,
    EvidenceKind,
    Granularity,
    MatchType,
    MentionKind,
    MentionOrigin,
    Shape,
    SpatialKind,
    WarningReason,
)

ENTITY_TYPE_NUMBERS = {member: pb.EntityType.Value(f"ENTITY_TYPE_{member.name}") for member in EntityType}
ENTITY_TYPES = {number: member for member, number in ENTITY_TYPE_NUMBERS.items()}

MENTION_KIND_NUMBERS = {member: pb.MentionKind.Value(f"MENTION_KIND_{member.name}") for member in MentionKind}
MENTION_KINDS = {number: member for member, number in MENTION_KIND_NUMBERS.items()}

MENTION_ORIGIN_NUMBERS = {member: pb.MentionOrigin.Value(f"MENTION_ORIGIN_{member.name}") for member in MentionOrigin}
MENTION_ORIGINS = {number: member for member, number in MENTION_ORIGIN_NUMBERS.items()}

MATCH_TYPE_NUMBERS = {member: pb.MatchType.Value(f"MATCH_TYPE_{member.name}") for member in MatchType}
MATCH_TYPES = {number: member for member, number in MATCH_TYPE_NUMBERS.items()}

SPATIAL_KIND_NUMBERS = {member: pb.SpatialKind.Value(f"SPATIAL_KIND_{member.name}") for member in SpatialKind}
SPATIAL_KINDS = {number: member for member, number in SPATIAL_KIND_NUMBERS.items()}

SHAPE_NUMBERS = {member: pb.Shape.Value(f"SHAPE_{member.name}") for member in Shape}

DIRECTION_NUMBERS = {member: pb.Direction.Value(f"DIRECTION_{member.name}") for member in Direction}
DIRECTIONS = {number: member for member, number in DIRECTION_NUMBERS.items()}

ARTICLE_PART_NUMBERS = {member: pb.ArticlePart.Value(f"ARTICLE_PART_{member.name}") for member in ArticlePart}
ARTICLE_PARTS = {pb.ARTICLE_PART_UNSPECIFIED: ArticlePart.TEXT} | {
    number: member for member, number in ARTICLE_PART_NUMBERS.items()
}

GRANULARITY_NUMBERS = {
    Granularity.LIKELIEST: pb.GRANULARITY_UNSPECIFIED,
    Granularity.CITY: pb.GRANULARITY_CITY,
    Granularity.DIVISION: pb.GRANULARITY_DIVISION,
}
GRANULARITIES = {number: member for member, number in GRANULARITY_NUMBERS.items()}

EVIDENCE_KIND_NUMBERS = {member: pb.EvidenceKind.Value(f"EVIDENCE_KIND_{member.name}") for member in EvidenceKind}
EVIDENCE_KINDS = {number: member for member, number in EVIDENCE_KIND_NUMBERS.items()}

WARNING_REASON_NUMBERS = {member: pb.WarningReason.Value(f"WARNING_REASON_{member.name}") for member in WarningReason}
WARNING_REASONS = {number: member for member, number in WARNING_REASON_NUMBERS.items()}

OFFSET_ENCODING_NUMBERS = {
    member: pb.OffsetEncoding.Value(f"OFFSET_ENCODING_{member.name}") for member in OffsetEncoding
}
OFFSET_ENCODINGS = {pb.OFFSET_ENCODING_UNSPECIFIED: OffsetEncoding.UTF32} | {
    number: member for member, number in OFFSET_ENCODING_NUMBERS.items()
}
