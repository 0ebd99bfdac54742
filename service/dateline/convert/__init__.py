"""Conversion of values to messages of the contract and back, which no other room does.

Values count code points; messages count in the unit that the caller chose. Functions named `*_to_message` take values,
functions named `*_from_message` return values.
"""

from dateline.convert.annotations import annotation_from_message, annotation_to_message
from dateline.convert.articles import article_from_message, article_to_message
from dateline.convert.failures import DOMAIN, error_from_status, error_to_status
from dateline.convert.options import (
    options_from_message,
    options_to_message,
    resolve_options_from_message,
    resolve_options_to_message,
)
from dateline.convert.places import (
    place_answer_from_message,
    place_answer_to_message,
    place_failure_to_message,
    place_query_from_message,
    place_query_to_message,
)
from dateline.convert.server_info import (
    server_info_from_message,
    server_info_to_message,
    timing_from_message,
    timing_to_message,
)

__all__ = [
    "DOMAIN",
    "annotation_from_message",
    "annotation_to_message",
    "article_from_message",
    "article_to_message",
    "error_from_status",
    "error_to_status",
    "options_from_message",
    "options_to_message",
    "place_answer_from_message",
    "place_answer_to_message",
    "place_failure_to_message",
    "place_query_from_message",
    "place_query_to_message",
    "resolve_options_from_message",
    "resolve_options_to_message",
    "server_info_from_message",
    "server_info_to_message",
    "timing_from_message",
    "timing_to_message",
]
