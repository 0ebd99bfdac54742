"""All settings: command line over environment (``DATELINE_*``) over default."""

import json
import os
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dateline.endpoint import MAX_BATCH_ARTICLES, MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES
from dateline.errors import FieldViolation, InvalidInputError

MOST_ERROR_BYTES = 4 << 10
"""Largest error of one article in an answer: ten violations with the longest paths, and some room."""
_PREFIX = "DATELINE_"


def _check_json_object(text: str) -> str:
    try:
        is_object = isinstance(json.loads(text), dict)
    except ValueError:
        is_object = False
    if not is_object:
        # The message does not quote the text, which may hold a key.
        raise ValueError("must be a JSON object")
    return text


class Settings(BaseSettings):
    """Settings of one process; each has an environment variable, its name in capitals after ``DATELINE_``."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True)

    host: Annotated[str, Field(description="Address to listen on; loopback keeps other machines out.")] = "127.0.0.1"
    port: Annotated[
        int,
        Field(
            ge=0,
            le=65535,
            description="Port to listen on; 0 takes a free port, as it does for the ports of health and metrics.",
        ),
    ] = 50051
    insecure: Annotated[bool, Field(description="Allow plain text on addresses other than loopback.")] = False
    health_port: Annotated[
        int | None,
        Field(ge=0, le=65535, description="Port for health checks alone, in plain text, for probes that speak no TLS."),
    ] = None
    tls_certificate: Annotated[
        Path | None, Field(description="Certificate for TLS with its chain, PEM; read again when it changes.")
    ] = None
    tls_key: Annotated[
        Path | None, Field(description="Private key of the TLS certificate, PEM, without a password.")
    ] = None
    tls_client_ca: Annotated[
        Path | None,
        Field(description="Authorities that sign callers' certificates, PEM; empty asks callers for no certificate."),
    ] = None
    token_file: Annotated[
        Path | None,
        Field(description="File of bearer tokens, one a line; every caller needs one. Read again when it changes."),
    ] = None

    http_port: Annotated[
        int | None, Field(ge=0, le=65535, description="Port of JSON over HTTP and of the page, usually 8080.")
    ] = None
    http_host: Annotated[str, Field(description="Address that the HTTP port listens on.")] = "127.0.0.1"
    http_allowed_hosts: Annotated[
        str,
        Field(
            description="Names that callers may know the HTTP server by, with commas, beside its address and those of "
            "loopback; * allows all."
        ),
    ] = ""
    http_allowed_origins: Annotated[
        str,
        Field(
            description="Origins of other sites whose pages may call, with commas, such as https://desk.example.org."
        ),
    ] = ""
    page: Annotated[bool, Field(description="Serve the page on the HTTP port.")] = True

    model: Annotated[
        str,
        Field(
            description="Recogniser of texts in all languages: a folder, a flair model file, or a hub name; empty for "
            "the shipped ones, of which the language chooses."
        ),
    ] = ""
    allow_pickle: Annotated[
        bool, Field(description="Load models stored as pickles, which can run code; only for files you trust.")
    ] = False
    gazetteer: Annotated[
        Path | None, Field(description="Gazetteer file; by default one is built in the user's cache folder.")
    ] = None
    ranker: Annotated[
        Path | None,
        Field(description="Folder of a ranker that training.ranker.train wrote, instead of the shipped one."),
    ] = None
    outlets: Annotated[
        Path | None,
        Field(description="File of outlets and their readers' homes, as `dateline outlets learn` writes it."),
    ] = None
    shared_weights: Annotated[
        Path | None,
        Field(
            description="Folder on this machine's disk through which processes share one copy of the shipped models' "
            "weights, and of what languages are told by, in memory; by default each has its own."
        ),
    ] = None
    inference_threads: Annotated[
        int,
        Field(
            ge=0,
            description="Passages recognised at a time, each on a core; 0 takes all cores that the process may use.",
        ),
    ] = 0

    fallback_geocoder: Annotated[
        str,
        Field(
            description="geopy geocoder to ask for places the gazetteer does not hold, such as nominatim; "
            "empty asks none."
        ),
    ] = ""
    fallback_geocoder_options: Annotated[
        str,
        AfterValidator(_check_json_object),
        Field(repr=False, description="Arguments of the fallback geocoder, as a JSON object: user_agent, api_key, ..."),
    ] = "{}"
    fallback_geocoder_delay_seconds: Annotated[
        float,
        Field(ge=0, description="Least time between two requests to the geocoder; public servers want 1 or more."),
    ] = 1.0
    fallback_geocoder_timeout_seconds: Annotated[
        float, Field(gt=0, description="Time for one request to the fallback geocoder.")
    ] = 5.0
    fallback_geocoder_article_seconds: Annotated[
        float,
        Field(
            gt=0,
            description="Time for all names of one article, at most half of the time that its deadline leaves.",
        ),
    ] = 10.0
    fallback_geocoder_max_names: Annotated[
        int, Field(ge=1, description="Most names asked for one article; names answered from the cache do not count.")
    ] = 5
    fallback_geocoder_country_bias: Annotated[
        bool, Field(description="Send the article's likeliest country along with a name.")
    ] = False
    fallback_geocoder_cache: Annotated[
        Path | None,
        Field(
            description="File that keeps the fallback geocoder's answers; by default one in the user's cache folder."
        ),
    ] = None
    fallback_geocoder_cache_days: Annotated[
        float, Field(gt=0, description="Age at which a kept answer is asked for again.")
    ] = 30.0

    max_article_chars: Annotated[int, Field(ge=1, description="Longest text of one article, in code points.")] = 500_000
    max_title_chars: Annotated[int, Field(ge=1, description="Longest title of one article, in code points.")] = 2_000
    max_field_chars: Annotated[
        int, Field(ge=1, description="Longest of all other strings of a request, in code points.")
    ] = 500
    max_given_mentions: Annotated[int, Field(ge=0, description="Most mentions given with one article.")] = 20_000
    max_batch_articles: Annotated[int, Field(ge=1, description="Most articles in one batch request.")] = (
        MAX_BATCH_ARTICLES
    )
    max_place_queries: Annotated[int, Field(ge=1, description="Most names in one ResolvePlaces request.")] = 1_000
    max_context_names: Annotated[int, Field(ge=0, description="Most context names of one place query.")] = 32
    # At least 5, the number of candidates in an answer whose caller set no number.
    max_candidates: Annotated[int, Field(ge=5, description="Most candidates a caller may ask for.")] = 100
    max_request_bytes: Annotated[int, Field(ge=1024, description="Largest request message.")] = MAX_REQUEST_BYTES
    max_response_bytes: Annotated[
        int, Field(ge=1 << 20, description="Largest response message; clients learn it from the server.")
    ] = MAX_RESPONSE_BYTES
    max_metadata_bytes: Annotated[
        int,
        Field(ge=1024, description="Largest metadata of a call: the bytes of names and values, and 32 for each entry."),
    ] = 16 << 10
    max_connection_calls: Annotated[
        int, Field(ge=1, description="Most calls in work on one connection; further calls wait in the client.")
    ] = 256
    max_stream_articles: Annotated[
        int, Field(ge=1, description="Most articles of one stream in work at a time; further articles wait unread.")
    ] = 32
    max_batch_tokens: Annotated[
        int,
        Field(
            ge=1,
            description="Most tokens handed to a flair model at a time; fewer answer short texts sooner under load.",
        ),
    ] = 1_024
    max_queue_tokens: Annotated[
        int,
        Field(
            ge=1,
            description="Most tokens (4 characters each) taken on and not yet done before unary calls are turned away; "
            "streams and batches wait from half of it on, but may always have an eighth.",
        ),
    ] = 100_000

    default_deadline_seconds: Annotated[
        float, Field(gt=0, description="Time for a unary call whose caller set no deadline.")
    ] = 60.0
    stall_seconds: Annotated[
        float,
        Field(gt=0, description="Time that one piece of work may take before health checks call the process dead."),
    ] = 60.0
    drain_delay_seconds: Annotated[
        float, Field(ge=0, description="Time from the signal to stop until calls are refused.")
    ] = 0.0
    grace_seconds: Annotated[
        float, Field(ge=0, description="Time for calls in flight to end once new calls are refused.")
    ] = 30.0
    reflection: Annotated[bool, Field(description="Offer gRPC server reflection.")] = True
    metrics_port: Annotated[
        int | None, Field(ge=0, le=65535, description="Port of the metrics page for Prometheus, usually 9464.")
    ] = None
    metrics_host: Annotated[str, Field(description="Address that the metrics page listens on.")] = "127.0.0.1"
    traces: Annotated[
        bool,
        Field(
            description="Send OpenTelemetry traces to the address that the OTEL_* variables give; needs the extra otel."
        ),
    ] = False
    log_format: Annotated[str, Field(pattern="^(json|console)$", description="json or console, on standard error.")] = (
        "json"
    )

    @model_validator(mode="after")
    def _check_room_for_errors(self) -> Self:
        if 2 * MOST_ERROR_BYTES * self.max_batch_articles > self.max_response_bytes:
            raise ValueError("max_response_bytes must be 8 KiB or more for each of max_batch_articles")
        return self


def load_settings(**given: object) -> Settings:
    """Returns the settings from the environment; values of `given` that are not None override them.

    Raises InvalidInputError with one violation for each bad setting and each DATELINE_* variable that is no setting.
    """
    known = {f"{_PREFIX}{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(_PREFIX) and name.upper() not in known)
    unknown += [name for name in given if name not in Settings.model_fields]
    if unknown:
        raise InvalidInputError(*(FieldViolation(name, "no such setting") for name in unknown))
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise InvalidInputError(
            *(FieldViolation(".".join(map(str, fault["loc"])) or "settings", fault["msg"]) for fault in error.errors())
        ) from None
