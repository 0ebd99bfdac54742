"""Serves a FakeAnnotator as a process of its own, with the settings of its environment.

    serve_fake.py [hang] [debug] [measured] [SECONDS]

An article with "Hold" in it is answered only after a line on standard input, and one with "Stick" never; "in work" on
standard output says that such an article is in work. With `hang` loading never ends. With `debug` the libraries log all
they can. With `measured` the signal USR1 makes the process give back memory and print which functions its tasks are in.
With SECONDS the model waits so long over each sentence, two sentences side by side.
"""

import asyncio
import ctypes
import gc
import json
import logging
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

from dateline.annotation import Passage, ResolvedArticle
from dateline.server import serve
from dateline.settings import load_settings
from dateline.values import Annotation, FallbackAnswers, Recognition
from support.fake_annotator import FakeAnnotator


class HoldingAnnotator(FakeAnnotator):
    def __init__(self, *, sentence_seconds: float) -> None:
        super().__init__()
        self.parallel_sentences = 2 if sentence_seconds else None
        self._sentence_seconds = sentence_seconds

    def recognize(self, passages: Sequence[Passage]) -> tuple[tuple[tuple[Recognition, ...], ...], ...]:
        if any(sentence.content == "Hold" for passage in passages for sentence in passage):
            self.gate.clear()
            threading.Thread(target=self._open, daemon=True).start()
            print("in work", flush=True)  # noqa: T201  # the test reads it
        if self._sentence_seconds:
            threading.Event().wait(self._sentence_seconds * len(passages))
        recognitions = super().recognize(passages)
        # The recorded batches would fill the memory, and nobody in this process reads them.
        self.batches.clear()
        return recognitions

    def assemble(self, resolved: ResolvedArticle, *, fallback: FallbackAnswers | None) -> Annotation:
        if "Stick" in resolved.analysed.article.text:
            print("in work", flush=True)  # noqa: T201  # same
            threading.Event().wait()
        return super().assemble(resolved, fallback=fallback)

    def _open(self) -> None:
        sys.stdin.readline()
        self.gate.set()


def _measure(_number: int, _frame: object) -> None:
    """Gives back memory, and prints which functions the tasks are in; Python runs it within the event loop."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    tasks = Counter(" ".join(map(_place, _frames(task))) for task in asyncio.all_tasks())
    print(json.dumps(tasks), flush=True)  # noqa: T201  # the fuzzer reads it


def _frames(task: "asyncio.Task[object]") -> Iterator[CodeType]:
    """Yields the functions that a task is in, from the outermost to the one that waits."""
    awaited: Any = task.get_coro()
    while (code := getattr(awaited, "cr_code", None) or getattr(awaited, "ag_code", None)) is not None:
        yield code
        awaited = getattr(awaited, "cr_await", None) or getattr(awaited, "ag_await", None)


def _place(code: CodeType) -> str:
    return f"{Path(code.co_filename).name}:{code.co_qualname}"


if __name__ == "__main__":
    behaviours = sys.argv[1:]
    annotator = HoldingAnnotator(sentence_seconds=sum(map(float, set(behaviours) - {"hang", "debug", "measured"})))
    if "hang" in behaviours:
        annotator.load_gate.clear()
    if "debug" in behaviours:
        for name in ("asyncio", "concurrent", "grpc", "opentelemetry"):
            logging.getLogger(name).setLevel(logging.DEBUG)
    if "measured" in behaviours:
        signal.signal(signal.SIGUSR1, _measure)
    sys.exit(serve(load_settings(), annotator=annotator))
