"""A world for work in bulk: an annotator without a model, which may fail on purpose, and archives of small articles.

An article's text may hold orders: "Defect" raises an exception, "Poison" kills the worker, and "Falter" kills it once.
"""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileOpener, LocalFileSystem

from dateline.annotation.batch_annotator import BatchAnnotator
from dateline.bulk import Folder, Job, Reading, Shape
from dateline.errors import FieldViolation, InvalidInputError
from dateline.settings import Settings
from dateline.values import (
    AnnotateOptions,
    Annotation,
    Article,
    Candidate,
    Coordinates,
    Entity,
    EntityType,
    Limits,
    Mention,
    MentionKind,
    Place,
    Resolution,
    Span,
)

REVISION = "1.2.3+plain"


class PlainAnnotator(BatchAnnotator):
    """An annotator to which the first word of every article is a place at 1, 2; `marks` is a folder for its memory."""

    def __init__(self, marks: Path, *, revision: str = REVISION) -> None:
        self.settings = Settings()
        self._marks = marks
        self._revision = revision

    def load(self) -> None:
        """Loads nothing."""

    def revision(self, article: Article) -> str:
        assert not article.text
        return self._revision

    def _check(self, options: AnnotateOptions) -> Limits:
        del options
        return Limits.of(self.settings)

    def _annotate_batch(self, articles: Sequence[Article], options: AnnotateOptions) -> Iterator[Annotation]:
        del options
        for article in articles:
            self._obey(article)
            yield _annotation(article)

    def _obey(self, article: Article) -> None:
        if "Defect" in article.text:
            raise ValueError(article.text)
        if "Falter" in article.text:
            mark = self._marks / f"{article.id}.mark"
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        if "Poison" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)


class DyingAnnotator(PlainAnnotator):
    """An annotator that does not live to be loaded."""

    def load(self) -> None:
        """Ends the process."""
        os.kill(os.getpid(), signal.SIGKILL)


class RefusingAnnotator(PlainAnnotator):
    """An annotator whose settings are refused."""

    def load(self) -> None:
        """Raises InvalidInputError."""
        raise InvalidInputError(FieldViolation("allow_pickle", "must be set"))


class PickyError(Exception):
    """An error that can be made with a number alone, which is not what pickle makes it with."""

    def __init__(self, number: int) -> None:
        super().__init__(f"bad by {number:d}")


class PickyAnnotator(PlainAnnotator):
    """An annotator whose error cannot travel."""

    def load(self) -> None:
        """Raises PickyError."""
        raise PickyError(7)


class WaitingAnnotator(PlainAnnotator):
    """An annotator that says in the pipe "loading" when it begins to load, and waits for a word in the pipe "go".

    What it has half made meanwhile is a file "half".
    """

    def load(self) -> None:
        """Waits."""
        (self._marks / "half").touch()
        try:
            (self._marks / "loading").write_text("begun")
            (self._marks / "go").read_text()
        finally:
            (self._marks / "half").unlink()


def _annotation(article: Article) -> Annotation:
    words = article.text.split()
    if not words:
        return Annotation(article.id, "", (), (), None, (), REVISION, article)
    start = article.text.index(words[0])
    place = Place(f"plain:{words[0]}", words[0], "P", "PPL", Coordinates(1.0, 2.0), "MT", "Malta")
    span = Span(start, start + len(words[0]), words[0])
    mention = Mention("m1", span, EntityType.PLACE, MentionKind.NAME, "LOC", 0.9)
    entity = Entity("e1", EntityType.PLACE, words[0], (mention,), 1.0, Resolution(place, 0.8, (Candidate(place, 0.8),)))
    return Annotation(article.id, "", (entity,), (), None, (), REVISION, article)


class BreakingFileSystem(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Files of this machine at breaking://.

    One with "frail" in its name breaks off as often as a file beside it, "NAME.breaks", has characters.
    """

    protocol = "breaking"
    cachable = False

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return LocalFileSystem._strip_protocol(str(path).removeprefix("breaking://"))

    def _open(self, path: str, mode: str = "rb", _: int | None = None, **options: Any) -> Any:
        return _BreakingFile(path, mode, fs=self, **options)


class _BreakingFile(LocalFileOpener):  # type: ignore[misc]  # same
    def read(self, *size: int) -> bytes:
        breaks = Path(f"{self.path}.breaks")
        if "frail" in self.path and self.f.tell() > 0 and breaks.exists() and breaks.read_text():
            breaks.write_text(breaks.read_text()[1:])
            raise OSError("the connection was reset")
        return self.f.read(*size)  # type: ignore[no-any-return]


fsspec.register_implementation("breaking", BreakingFileSystem, clobber=True)


def lines(count: int, *, start: int = 0, **orders: Any) -> bytes:
    """Returns articles as JSON lines, whose ids are numbers; `orders` are said by the article "aNUMBER"."""
    articles = (
        {"id": f"a{number}", "text": f"Town{number} burns. {orders.get(f'a{number}', '')} " + "x" * (number % 7)}
        for number in range(start, start + count)
    )
    return b"".join(json.dumps(article).encode() + b"\n" for article in articles)


def job_of(
    inputs: Sequence[str | Path],
    output: str | Path,
    *,
    marks: Path,
    shape: Shape = Shape.ARTICLES,
    revision: str = REVISION,
    **reading: str,
) -> Job:
    """Returns a job with the plain annotator."""
    return Job(
        annotator=PlainAnnotator(marks),
        inputs=tuple(Folder(str(name)) for name in inputs),
        output=Folder(str(output)),
        revision=revision,
        shape=shape,
        reading=Reading(**reading),
    )


def article_ids(output: str | Path, *, kind: str = "articles") -> list[str]:
    """Returns the ids of all articles in the results of a folder, sorted; every file there must be whole."""
    return sorted(name for table in tables(output, kind=kind) for name in table["article_id"].to_pylist())


def tables(output: str | Path, *, kind: str = "articles") -> list[Any]:
    """Returns the tables of all files of a kind in a folder."""
    folder = Folder(str(output))
    found = []
    for name in folder.names(kind):
        assert name.endswith(".parquet")
        with folder.open(f"{folder.path}/{name}") as opened:
            found.append(pq.read_table(opened))
    return found


def snapshot(output: str | Path, *, kind: str = "articles") -> dict[str, str]:
    """Returns what tells each result from one written again, by its path."""
    folder = Folder(str(output))
    return {name: folder.stat(f"{folder.path}/{name}").etag for name in folder.names(kind)}
