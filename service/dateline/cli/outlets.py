"""``dateline outlets``."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.exits import ExitCode, UsageFailure, complain, expected_failures
from dateline.cli.options import AllowPickle, GazetteerFile, Model, read_settings
from dateline.cli.outputs import check_output, written
from dateline.cli.progress import announced
from dateline.documents import InputFailure, find_inputs, read_inputs
from dateline.errors import InvalidInputError
from dateline.values import Article, Limits

if TYPE_CHECKING:
    from dateline.settings import Settings

app = typer.Typer(help="Where outlets' readers live.", no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def _group() -> None:
    """Where outlets' readers live."""


@app.command()
def learn(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="FILE.jsonl...", help="Articles, one JSON object a line, with id, text and outlet."),
    ],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output by default.")
    ] = None,
    model: Model = None,
    allow_pickle: AllowPickle = False,
    gazetteer: GazetteerFile = None,
) -> None:
    """Estimate each outlet's home from its own articles, without labels.

    Writes the file that the setting `outlets` (DATELINE_OUTLETS) names: outlet, country_code, admin1_id, latitude,
    longitude, town, tab-separated. Prints the home of each outlet on standard error, and leaves out outlets whose
    articles point nowhere. A dozen articles of an outlet mostly suffice; no more than 200 are read.
    """
    with expected_failures():
        paths = find_inputs(inputs)
        check_output(output, inputs=paths)
        from dateline.annotation import Annotator
        from dateline.outlets import learn_outlets, write_outlets

        given = read_settings(model=model, allow_pickle=allow_pickle or None, gazetteer=gazetteer)
        # Without the homes known so far, as their file may be the one to be written.
        settings = given.model_copy(update={"outlets": None, "fallback_geocoder": ""})
        failures: list[InputFailure] = []
        learnt_outlets = []
        # Opened first: a folder that cannot be written to is reported at once and not after an hour of reading.
        with written(output) as file:
            with announced("reading the articles"):
                articles = _articles(paths, settings, failures)
                annotator = Annotator(settings, show_progress=True)
                candidates = min(10, settings.max_candidates)
                for learnt in learn_outlets(articles, annotator, max_candidates=candidates):
                    learnt_outlets.append(learnt)
                    estimate = learnt.estimate
                    where = estimate.town or estimate.home.country_code if estimate else "no home found"
                    complain(f"{learnt.name}: {where} ({learnt.article_count} articles)")
            if not learnt_outlets:
                raise UsageFailure("no article names its outlet")
            lines = io.StringIO()
            write_outlets(lines, [outlet for learnt in learnt_outlets if (outlet := learnt.outlet)])
            file.write(lines.getvalue().encode())
    raise typer.Exit(ExitCode.FAILED if failures else ExitCode.OK)


def _articles(paths: Sequence[str], settings: "Settings", failures: list[InputFailure]) -> Iterator[Article]:
    from dateline.values.limits import check_article

    limits = Limits.of(settings)
    for item in read_inputs(paths):
        if isinstance(item, InputFailure):
            failure = item
        else:
            try:
                check_article(item.article, limits=limits)
            except InvalidInputError as error:
                failure = InputFailure(item.where, str(error))
            else:
                yield item.article
                continue
        complain(f"{failure.where}: {failure.message}")
        failures.append(failure)
