"""``dateline bulk plan``."""

from typing import Annotated

import typer

from dateline.cli.bulk.options import (
    Encoding,
    InputKindName,
    Inputs,
    Nested,
    Outlet,
    Title,
    UnitMegabytes,
    WithText,
    choose_unit_bytes,
    make_job,
    make_plan,
    say,
)
from dateline.cli.exits import expected_failures
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
    annotate_options,
)
from dateline.cli.progress import announced


def plan(  # noqa: PLR0913 - these are the command's options
    inputs: Inputs,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="Folder of a run that was begun, to tell what remains of it.")
    ] = "",
    sample: Annotated[
        int, typer.Option("--sample", min=0, help="Articles to annotate for the estimate; 0 for none.")
    ] = 64,
    input_format: InputKindName = "",
    encoding: Encoding = "",
    title: Title = "",
    outlet: Outlet = "",
    language: Language = "",
    nested: Nested = False,
    with_text: WithText = False,
    unit_mb: UnitMegabytes = None,
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
) -> None:
    """Tell what a run would do: units, bytes, and the core-hours that a sample of the articles suggests."""
    with expected_failures():
        from dateline.bulk import Results, estimate_cost
        from dateline.bulk.planning import shown_bytes

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
        job = make_job(
            inputs, output or ".", options=options, model=model, allow_pickle=allow_pickle, gazetteer=gazetteer,
            nested=nested, with_text=with_text, encoding=encoding, title=title, outlet=outlet, language=language,
        )  # fmt: skip
        planned = make_plan(job, input_format, choose_unit_bytes(unit_mb, job if output else None))
        units = planned.units
        say("files", f"{planned.file_count:,}")
        say("units", f"{len(units):,}")
        say("bytes", f"{planned.byte_count:,} ({shown_bytes(planned.byte_count)})")
        if output:
            done = Results(job.output, job.shape).done()
            units = tuple(unit for unit in units if unit.key not in done)
            say("remaining units", f"{len(units):,}")
            say("remaining bytes", f"{sum(unit.byte_count for unit in units):,}")
        if sample and units:
            with announced("annotating a sample"):
                cost = estimate_cost(units, job, sample=sample)
            say("articles, about", f"{cost.article_count:,}")
            say("core-seconds an article", f"{cost.seconds_an_article:.3f} (of {cost.sampled_count})")
            say("core-hours, about", f"{cost.core_hours:,.2f}")
