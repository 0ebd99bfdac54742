"""Options that a caller sets for an answer."""

from collections.abc import Iterable
from typing import Any

from google.protobuf.message import Message

from dateline.convert.coordinates import region_from_message, region_to_message
from dateline.convert.enums import GRANULARITIES, GRANULARITY_NUMBERS, OFFSET_ENCODING_NUMBERS, OFFSET_ENCODINGS
from dateline.errors import FieldViolation, InvalidInputError
from dateline.text import OffsetEncoding
from dateline.v1 import annotation_pb2 as pb
from dateline.values import AnnotateOptions, Granularity, ResolveOptions

# Optional fields: where a message leaves one out, the value has its own default for the field of that name.
_RESOLVE_FIELDS = ("max_candidates", "min_place_confidence", "misspelt_matches")
_ANNOTATE_FIELDS = (*_RESOLVE_FIELDS, "demonyms", "nested", "min_mention_confidence")


def options_to_message(
    options: AnnotateOptions, *, offset_encoding: OffsetEncoding = OffsetEncoding.UTF32
) -> pb.AnnotateOptions:
    """Returns the options as a message that asks for offsets in `offset_encoding`.

    Raises InvalidInputError where the display language is not ASCII, as all codes of languages are.
    """
    return pb.AnnotateOptions(
        offset_encoding=OFFSET_ENCODING_NUMBERS[offset_encoding],
        demonyms=options.demonyms,
        nested=options.nested,
        max_candidates=options.max_candidates,
        preference=GRANULARITY_NUMBERS[options.preference],
        min_mention_confidence=options.min_mention_confidence,
        min_place_confidence=options.min_place_confidence,
        misspelt_matches=options.misspelt_matches,
        display_language=_language_code(options.display_language),
    )


def options_from_message(
    message: pb.AnnotateOptions, *, path: str = "options"
) -> tuple[AnnotateOptions, OffsetEncoding]:
    """Returns the options of a message, and the unit that the message asks for.

    Raises InvalidInputError, its field paths beginning with `path`, where an enum has no such value.
    """
    offset_encoding = OFFSET_ENCODINGS.get(message.offset_encoding)
    if offset_encoding is None:
        raise InvalidInputError(FieldViolation(f"{path}.offset_encoding", "is no known value"))
    preference = _granularity(message.preference, path)
    options = AnnotateOptions(
        preference=preference,
        display_language=message.display_language,
        **_given_fields(message, _ANNOTATE_FIELDS),
    )
    return options, offset_encoding


def resolve_options_to_message(options: ResolveOptions) -> pb.ResolveOptions:
    """Returns the options as a message.

    Raises InvalidInputError where the outlet holds a lone surrogate, which no encoding can carry, and where the display
    language is not ASCII, as all codes of languages are.
    """
    try:
        return pb.ResolveOptions(
            max_candidates=options.max_candidates,
            preference=GRANULARITY_NUMBERS[options.preference],
            outlet=options.outlet,
            reader_region=None if options.reader_region is None else region_to_message(options.reader_region),
            min_place_confidence=options.min_place_confidence,
            misspelt_matches=options.misspelt_matches,
            display_language=_language_code(options.display_language),
        )
    except UnicodeEncodeError:
        # Not chained, because the cause holds the text.
        raise InvalidInputError(FieldViolation("options.outlet", "holds a lone surrogate")) from None


def resolve_options_from_message(message: pb.ResolveOptions, *, path: str = "options") -> ResolveOptions:
    """Returns the options of a message.

    Raises InvalidInputError, its field paths beginning with `path`, where an enum has no such value.
    """
    return ResolveOptions(
        preference=_granularity(message.preference, path),
        outlet=message.outlet,
        display_language=message.display_language,
        reader_region=region_from_message(message.reader_region) if message.HasField("reader_region") else None,
        **_given_fields(message, _RESOLVE_FIELDS),
    )


def _language_code(code: str) -> str:
    if not code.isascii():
        raise InvalidInputError(FieldViolation("options.display_language", "is no code of a language"))
    return code


def _granularity(number: pb.Granularity.ValueType, path: str) -> Granularity:
    """Returns the preference of the options at `path`; raises InvalidInputError where `number` is no known value."""
    preference = GRANULARITIES.get(number)
    if preference is None:
        raise InvalidInputError(FieldViolation(f"{path}.preference", "is no known value"))
    return preference


def _given_fields(message: Message, names: Iterable[str]) -> dict[str, Any]:
    """Returns the fields of `names` that the message sets; a value has defaults for the others."""
    return {name: getattr(message, name) for name in names if message.HasField(name)}
