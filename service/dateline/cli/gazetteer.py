"""``dateline gazetteer``."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.exits import UsageFailure, complain, expected_failures
from dateline.cli.options import GazetteerFile, read_settings
from dateline.cli.progress import announced
from dateline.errors import ResourceDamagedError

app = typer.Typer(help="Make and inspect the gazetteer.", no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def build(  # noqa: PLR0913 - these are the command's options
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; one in your cache folder by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build anew even if the file exists.")] = False,
    geonames: Annotated[
        list[Path] | None,
        typer.Option(
            "--geonames",
            metavar="FILE",
            help="Build from GeoNames' allCountries.zip, or a country's file; may be given several times.",
        ),
    ] = None,
    packaged: Annotated[
        bool, typer.Option("--packaged", help="Add the files' places to the packaged gazetteer's.")
    ] = False,
    alternate_names: Annotated[
        Path | None, typer.Option("--alternate-names", metavar="FILE", help="GeoNames' alternateNamesV2.zip.")
    ] = None,
    hierarchy: Annotated[
        Path | None, typer.Option("--hierarchy", metavar="FILE", help="GeoNames' hierarchy.zip.")
    ] = None,
    countries: Annotated[
        str, typer.Option("--countries", metavar="CC,CC", help="Only places of these countries, ISO 3166-1 alpha-2.")
    ] = "",
    feature_classes: Annotated[
        str, typer.Option("--feature-classes", metavar="A,P", help="Only places of these GeoNames feature classes.")
    ] = "",
) -> None:
    """Make the gazetteer file and print its path. Needs no network.

    Without --geonames the packaged gazetteer is made; with --packaged whole countries are added to it. A file that
    exists and can be read stays as it is; a damaged file is built anew.
    """
    with expected_failures(), stoppable():
        from dateline.gazetteer import build as builds

        if not geonames and (packaged or alternate_names or hierarchy or countries or feature_classes):
            raise UsageFailure(
                "--packaged, --alternate-names, --hierarchy, --countries and --feature-classes go with --geonames"
            )
        dump = geonames and builds.Dump(
            tuple(geonames),
            alternate_names,
            hierarchy,
            _listed(countries),
            _listed(feature_classes),
            is_beside_packaged=packaged,
        )
        revision = builds.dump_revision(dump) if dump else ""
        path = output or builds.default_path(revision=revision)
        if path.is_dir():
            raise UsageFailure(f"{path}: is a folder")
        if not force and path.exists() and _is_fine(path, is_ours=output is None, revision=revision):
            complain("the file exists already; --force builds it anew")
        else:
            with announced("building the gazetteer"):
                if dump:
                    builds.build_from_dump(path, dump, progress=True)
                else:
                    builds.build_gazetteer(path, progress=True)
        if dump and output is None:
            complain("to use it, name it with --gazetteer or DATELINE_GAZETTEER")
        sys.stdout.write(f"{path}\n")


@app.command()
def add(
    places: Annotated[Path, typer.Argument(metavar="PLACES", help="Places to add: a .csv or .geojson file.")],
    *,
    gazetteer_path: GazetteerFile = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; by default the gazetteer itself is replaced.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the --output file if it exists.")] = False,
) -> None:
    """Add places of your own to a gazetteer and print its path.

    A .csv file has the columns id, name, latitude, longitude and, if wanted, alternate_names (parted by |),
    feature_class, feature_code, country_code and population; a .geojson file has a point for each place and the other
    columns as its properties. Ids have the form source:key; a place whose id was added before is replaced. Services
    that have the gazetteer open keep the old file until they are started again.
    """
    with expected_failures(), stoppable():
        from dateline.gazetteer import build as builds

        chosen = read_settings(gazetteer=gazetteer_path).gazetteer
        if chosen is None and output is None:
            raise UsageFailure(
                "the packaged gazetteer itself stays as it is: name a file to write with --output, and use that"
            )
        base = builds.ensure(chosen, progress=True)
        path = output or base
        if path.is_dir():
            raise UsageFailure(f"{path}: is a folder")
        if not force and path.exists() and not path.samefile(base):
            raise UsageFailure(f"{path}: exists; --force replaces it")
        with announced("adding places"):
            added = builds.add_places(places, base, output=path)
        complain(f"{added.place_count} places added, {added.replaced_count} of them replacing one of their id")
        sys.stdout.write(f"{path}\n")


def _listed(option: str) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in option.split(",")) if option else ()


@contextmanager
def stoppable() -> Iterator[None]:
    """Makes SIGTERM interrupt like the keyboard, so that a half-written file is removed."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_fine(path: Path, *, is_ours: bool, revision: str) -> bool:
    """Returns whether the file at `path` is a readable gazetteer, which need not be built.

    Raises UsageFailure for a file that must not be overwritten: an unreadable one that neither `is_ours` nor bears a
    gazetteer's stamp, and a gazetteer of another revision than `revision`, places added to it aside.
    """
    from dateline.gazetteer import Gazetteer, bears_stamp
    from dateline.gazetteer.build import ADDED

    try:
        with Gazetteer(path) as opened:
            file_revision = opened.describe().revision
    except ResourceDamagedError as error:
        if not (is_ours or bears_stamp(path)):
            raise UsageFailure(f"{path}: exists and is no gazetteer; --force replaces it") from error
        complain(f"{path} cannot be read and is built anew")
        return False
    if revision and file_revision.partition(ADDED)[0] != revision:
        raise UsageFailure(f"{path}: exists and is another gazetteer (revision {file_revision}); --force replaces it")
    return True


@app.command()
def info(*, gazetteer_path: GazetteerFile = None) -> None:
    """Print what the gazetteer holds and where it comes from."""
    with expected_failures():
        from dateline.gazetteer import Gazetteer
        from dateline.gazetteer.build import ensure

        path = ensure(read_settings(gazetteer=gazetteer_path).gazetteer, progress=True)
        with Gazetteer(path) as opened:
            description, whole_countries = opened.describe(), sorted(opened.whole_countries)
        lines = (
            ("path", str(path)),
            ("revision", description.revision),
            ("places", f"{description.place_count:,}"),
            ("names", f"{description.name_count:,}"),
            *((("whole", ", ".join(whole_countries)),) if whole_countries else ()),
            *(("source", source) for source in description.sources),
        )
        sys.stdout.writelines(f"{name:<9} {value}\n" for name, value in lines)
