"""Workers: a unit read, annotated and written, in any process of any machine."""

import errno
import pickle
import signal
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING

from dateline.bulk.error_rows import ErrorRow, ErrorRows
from dateline.bulk.interrupts import start_process, take_interrupts
from dateline.bulk.job import REVISION_PROBE, Job, UnitAnnotator, library_versions
from dateline.bulk.reading import UnitReader
from dateline.bulk.results import Results
from dateline.bulk.unit import Unit
from dateline.documents import InputArticle, InputFailure
from dateline.errors import DatelineError, InternalError
from dateline.values import AnnotateOptions, Annotation, Article
from dateline.values.batches import batches

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_BATCH_ARTICLES = 16
_BATCH_CHARS = 100_000
_MOST_DEFECTS = 16
"""How many articles one after another may fail before something else is wrong than they."""
_END_SECONDS = 5.0
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
"""Errors of a store that has no room, whatever the unit."""
OF_MACHINE = (OSError, MemoryError, ImportError, sqlite3.Error)
"""Exceptions that no unit is to blame for, and that may pass."""

Tell = Callable[[int, int, int], None]
"""Is told of how many more articles and errors there are, and of how many more bytes of the input are read."""


class UnfitWorkerError(InternalError):
    """The error for a worker that can do no unit: it cannot load what the run needs."""


class WrongRevisionError(UnfitWorkerError):
    """The error for a worker whose program, model, gazetteer or libraries are others than the run's."""


@dataclass(frozen=True, slots=True)
class UnitReport:
    """What became of a unit: articles annotated, rows without an annotation, and the seconds that it took."""

    articles: int
    errors: int
    seconds: float


def annotate_unit(job: Job, unit: Unit, tell: Tell | None = None) -> UnitReport:
    """Annotates a unit and writes its result; `tell` is called as it goes on.

    An article that cannot be annotated is an error of the result. Raises UnfitWorkerError where this worker can do no
    unit, one of OF_MACHINE where a store or the machine fails, and any other exception where the unit cannot be
    finished.
    """
    started = time.monotonic()
    _check_worker(job)
    work = _Work(job.annotator, job.options, tell or _ignore)
    reader = UnitReader(unit, folder=job.input_of(unit), reading=job.reading)
    Results(job.output, job.shape).write(
        unit, job, partial(work.annotations, reader), counts=lambda: work.counts(started)
    )
    return UnitReport(work.article_count, work.error_count, time.monotonic() - started)


def _check_worker(job: Job) -> None:
    try:
        revision = _revision(job.annotator)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise UnfitWorkerError(f"this worker cannot load the model and the gazetteer ({said})") from error
    if revision != job.revision:
        raise WrongRevisionError(f"this worker has {revision}, the run {job.revision}")
    if (libraries := library_versions()) != job.libraries:
        raise WrongRevisionError(f"this worker has {_list(libraries)}, the run {_list(job.libraries)}")


def revision_of(annotator: UnitAnnotator) -> str:
    """Returns the revision that a job has with this annotator, which is loaded in a process that ends at once.

    So the process that drives a run has no model in its memory. It ends, too, when this function is interrupted. Raises
    what loading raises, and InternalError where the process is ended or has too little memory.
    """
    spawn = get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_tell_revision, args=(there, annotator), daemon=True)
    try:
        start_process(process)
        there.close()
        outcome = here.recv()
    except EOFError:
        outcome = MemoryError()
    except BaseException:  # an interrupt: loading may take a minute, of which nobody wants the end
        if process.pid is not None:
            process.terminate()
            process.join(_END_SECONDS)
        raise
    finally:
        if process.pid is not None:
            process.kill()
            process.join()
    if isinstance(outcome, MemoryError):
        raise InternalError(
            "the process that loads the model and the gazetteer was ended; this machine may have too little memory"
        )
    if isinstance(outcome, Exception):
        raise outcome
    return str(outcome)


def _tell_revision(pipe: "Connection[str | Exception, None]", annotator: UnitAnnotator) -> None:
    """Sends the revision, or the error of loading, in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard's goes to the whole group; the parent ends this one
    take_interrupts()
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a gazetteer that is half built is removed
        pipe.send(_revision(annotator))
    except KeyboardInterrupt:
        return
    except Exception as error:  # noqa: BLE001 - it is raised in the parent
        error.add_note(traceback.format_exc())  # does not travel by itself
        pipe.send(_travelling(error))


def _travelling(error: Exception) -> Exception:
    """Returns an error, or what it says where it does not survive being pickled, as errors of some libraries do not."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - whatever its methods raise
        return InternalError(f"{type(error).__name__}: {error}")
    return error


def _revision(annotator: UnitAnnotator) -> str:
    annotator.load()
    return annotator.revision(REVISION_PROBE)


def _list(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


@dataclass(slots=True)
class _Work:
    annotator: UnitAnnotator
    options: AnnotateOptions
    tell: Tell
    article_count: int = 0
    error_count: int = 0
    defect: Exception | None = None
    """An error that no article is known to be to blame for, unless another has an annotation."""
    defect_count: int = 0
    """How many articles have failed since one had an annotation."""

    def annotations(self, reader: UnitReader, errors: ErrorRows) -> Iterator[Annotation]:
        """Yields the annotations of the articles; what has none is added to the errors."""
        position = reader.position
        for batch in batches(reader, char_count=_char_count, most_items=_BATCH_ARTICLES, most_chars=_BATCH_CHARS):
            outcomes = iter(self._outcomes([item.article for item in batch if isinstance(item, InputArticle)]))
            article_count = self.article_count
            for item in batch:
                if isinstance(item, InputFailure):
                    errors.append(ErrorRow(item.where, "", "INVALID_ARGUMENT", item.message))
                    continue
                outcome = next(outcomes)
                if isinstance(outcome, Annotation):
                    self.article_count += 1
                    yield outcome
                else:
                    errors.append(ErrorRow(item.where, item.article.id, outcome.code, str(outcome)))
            self.tell(self.article_count - article_count, errors.count - self.error_count, reader.position - position)
            self.error_count, position = errors.count, reader.position
        if self.defect is not None and not self.article_count:
            raise self.defect  # whatever it is, it may not be the article

    def counts(self, started: float) -> dict[str, int]:
        """Returns what the result says of itself."""
        return {
            "articles": self.article_count,
            "errors": self.error_count,
            "milliseconds": round((time.monotonic() - started) * 1000),
        }

    def _outcomes(self, articles: Sequence[Article]) -> Sequence[Annotation | DatelineError]:
        try:
            outcomes = self._annotated(articles)
        except (DatelineError, *OF_MACHINE):
            raise  # not of an article
        except Exception as error:
            if len(articles) > 1:
                return [outcome for article in articles for outcome in self._outcomes((article,))]
            self.defect = error
            self.defect_count += 1
            if self.defect_count == _MOST_DEFECTS:
                raise  # whatever it is, it is not the articles
            return [_defect()]
        if any(isinstance(outcome, Annotation) for outcome in outcomes):
            self.defect_count = 0
        return outcomes

    def _annotated(self, articles: Sequence[Article]) -> Sequence[Annotation | DatelineError]:
        return self.annotator.annotate(articles, options=self.options, errors="return") if articles else ()


def _defect() -> InternalError:
    return InternalError("this article cannot be annotated; others of its unit were")


def _char_count(item: InputArticle | InputFailure) -> int:
    return len(item.article.text) if isinstance(item, InputArticle) else 0


def _ignore(_articles: int, _errors: int, _byte_count: int) -> None:
    pass
