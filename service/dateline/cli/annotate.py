"""``dateline annotate``."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Annotated

import typer

from dateline.cli.backends import Backend, open_backend
from dateline.cli.connection import Connection, Tls, TlsCa, TlsCertificate, TlsKey, TokenFile
from dateline.cli.exits import ExitCode, UsageFailure, complain, expected_failures, naming_option
from dateline.cli.options import (
    AllowPickle,
    DisplayLanguage,
    GazetteerFile,
    Language,
    MaxCandidates,
    MinMentionConfidence,
    MinPlaceConfidence,
    Model,
    NoDemonyms,
    NoMisspelt,
    NoNested,
    Prefer,
    Preference,
    Server,
    Timeout,
    annotate_options,
    checked_language,
    refuse_with_server,
)
from dateline.cli.outputs import (
    AnnotationFormat,
    Fields,
    Nested,
    OutputFile,
    Per,
    WithText,
    check_output,
    choose_output,
)
from dateline.cli.progress import Counter
from dateline.documents import ENCODING_ADVICE, STDIN, InputArticle, InputFailure, InputFormat, find_inputs, read_inputs
from dateline.errors import DatelineError, InvalidInputError
from dateline.values import AnnotateOptions, Annotation
from dateline.values.batches import batches

_BATCH_ARTICLES = 16
_BATCH_CHARS = 100_000
"""Most articles and characters of a batch: short articles share inferences, and long ones meet their deadline."""
_ARTICLE_PATH = re.compile(r"^articles?(\[\d{1,9}\])?\.?")


def annotate(  # noqa: PLR0913 - these are the command's options
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|FOLDER|-]...",
            help="HTML pages, RSS and Atom feeds, NITF, NewsML-G2, ninjs, JSON, JSON lines, CSV, TSV and plain text, "
            "also with gzip; folders of them; - for standard input, which is the default where it is piped.",
        ),
    ] = None,
    *,
    input_format: Annotated[
        InputFormat | None,
        typer.Option(
            "--input-format",
            case_sensitive=False,
            help="The format of every file; told from its content and name by default.",
        ),
    ] = None,
    encoding: Annotated[
        str,
        typer.Option("--encoding", help="The encoding of every file, such as cp1252; declared or detected by default."),
    ] = "",
    title: Annotated[str, typer.Option("--title", help="Title of articles that have none.")] = "",
    outlet: Annotated[str, typer.Option("--outlet", help="Outlet, domain or name, of articles that name none.")] = "",
    language: Language = "",
    server: Server = None,
    output_format: AnnotationFormat = None,
    output: OutputFile = None,
    per: Per = None,
    fields: Fields = None,
    nested: Nested = False,
    with_text: WithText = False,
    no_demonyms: NoDemonyms = False,
    no_nested: NoNested = False,
    max_candidates: MaxCandidates = 5,
    preference: Prefer = Preference.LIKELIEST,
    min_mention_confidence: MinMentionConfidence = 0.0,
    min_place_confidence: MinPlaceConfidence = 0.0,
    no_misspelt: NoMisspelt = False,
    display_language: DisplayLanguage = "",
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
    timeout_seconds: Timeout = 60.0,
    tls: Tls = False,
    tls_ca: TlsCa = None,
    tls_certificate: TlsCertificate = None,
    tls_key: TlsKey = None,
    token_file: TokenFile = None,
) -> None:
    """Find people, organisations and places in articles.

    JSON and JSON lines have the keys id, title, text, outlet, language_code, publish_time, reader_region and mentions,
    a list of {"start", "end", "type", "part"} in code points, half-open; with mentions nothing is recognised, and a
    mention without a type is a PLACE. Answers are in the order of the articles, offsets in code points of the text that
    was read; json and jsonl have dateline.v1.Annotation messages as proto3 JSON. An article that fails is named on
    standard error, and the others go on.
    """
    with expected_failures():
        refuse_with_server(server, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer)
        connection = Connection(
            server=server,
            timeout_seconds=timeout_seconds,
            tls=tls,
            tls_ca=tls_ca,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            token_file=token_file,
        )
        writing = choose_output(
            output, output_format=output_format, per=per, fields=fields, with_text=with_text, nested=nested
        )
        tag = checked_language(language)
        paths = find_inputs(inputs or _default_inputs())
        check_output(writing.path, inputs=paths)
        with naming_option("encoding"):
            read = read_inputs(paths, input_format=input_format, encoding=encoding)
        read = (_filled(item, title=title, outlet=outlet, language_code=tag) for item in read)
        options = annotate_options(
            no_demonyms=no_demonyms,
            no_nested=no_nested,
            max_candidates=max_candidates,
            preference=preference,
            min_mention_confidence=min_mention_confidence,
            min_place_confidence=min_place_confidence,
            no_misspelt=no_misspelt,
            display_language=display_language,
        )
        tally = _Tally()
        with open_backend(connection, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer) as backend:
            annotations = _annotations(backend, read, options, tally)
            # One is there before the writer begins its document: where nothing can be annotated nothing is written.
            first = tuple(islice(annotations, 1))
            writing.write(chain(first, annotations))
    raise typer.Exit(tally.code)


def _default_inputs() -> list[str]:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageFailure("nothing to annotate: name a file or folder, or pipe an article in")
    return [STDIN]


def _filled(
    item: InputArticle | InputFailure, *, title: str, outlet: str, language_code: str
) -> InputArticle | InputFailure:
    """Returns the item with the fields that its article leaves empty filled with those that are given."""
    if isinstance(item, InputFailure):
        return item
    article = replace(
        item.article,
        title=item.article.title or title,
        outlet=item.article.outlet or outlet,
        language_code=item.article.language_code or language_code,
    )
    return replace(item, article=article)


@dataclass(slots=True)
class _Tally:
    """The articles that were annotated, and why others were not."""

    done_count: int = 0
    failures: list[ExitCode] = field(default_factory=list)

    @property
    def code(self) -> ExitCode:
        """The exit code of the command."""
        if not self.failures:
            return ExitCode.OK
        return ExitCode.FAILED if self.done_count else min(self.failures)


def _annotations(
    backend: Backend, inputs: Iterable[InputArticle | InputFailure], options: AnnotateOptions, tally: _Tally
) -> Iterator[Annotation]:
    """Yields the annotations of all articles that have one; others are named on standard error.

    Raises typer.Exit where none has, so that nothing is written.
    """
    counter = Counter()
    for batch in batches(inputs, char_count=_char_count, most_items=_BATCH_ARTICLES, most_chars=_BATCH_CHARS):
        articles = tuple(item.article for item in batch if isinstance(item, InputArticle))
        outcomes = iter(backend.annotate(articles, options=options) if articles else ())
        for item in batch:
            outcome = item if isinstance(item, InputFailure) else next(outcomes)
            if isinstance(outcome, Annotation):
                tally.done_count += 1
                yield outcome
            elif isinstance(outcome, InputFailure):
                message = outcome.message.replace(ENCODING_ADVICE, f"{ENCODING_ADVICE} (--encoding)")
                complain(f"{item.where}: {message}")
                tally.failures.append(ExitCode.USAGE)
            else:
                complain(f"{item.where}: {_message(outcome)}")
                tally.failures.append(ExitCode.USAGE if isinstance(outcome, InvalidInputError) else ExitCode.FAILED)
        sys.stdout.flush()
        counter.add(len(batch))
    counter.close()
    if tally.failures and not tally.done_count:
        raise typer.Exit(tally.code)


def _char_count(item: InputArticle | InputFailure) -> int:
    return len(item.article.text) if isinstance(item, InputArticle) else 0


def _message(error: DatelineError) -> str:
    """Returns the error's message without the path of the article, which its file and line name better."""
    if not isinstance(error, InvalidInputError):
        return str(error)
    return "; ".join(
        ": ".join(filter(None, (_ARTICLE_PATH.sub("", violation.field), violation.description)))
        for violation in error.violations
    )
