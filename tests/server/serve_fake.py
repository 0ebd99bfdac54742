"""Serves a FakeAnnotator as a process of its own: serve_fake.py PORT [hang | stick] [debug].

A sentence "Hold" is answered only after a line on standard input, having said "in work" on standard output. With
`hang` loading never ends; with `stick` assembling never does, having said "in work", and the grace period is short;
with `debug` the libraries log all they can.
"""

import logging
import sys
import threading
from collections.abc import Sequence

from server.fake_annotator import FakeAnnotator

from dateline.annotator import PreparedArticle
from dateline.document import AnnotateOptions, Annotation, Recognition
from dateline.server import serve
from dateline.settings import Settings


class HoldingAnnotator(FakeAnnotator):
    def recognize(self, sentences: Sequence[str]) -> tuple[tuple[Recognition, ...], ...]:
        if "Hold" in sentences:
            self.gate.clear()
            threading.Thread(target=self._open, daemon=True).start()
            print("in work", flush=True)  # noqa: T201  # the test reads it
        return super().recognize(sentences)

    def assemble(
        self, prepared: PreparedArticle, recognitions: Sequence[tuple[Recognition, ...]], *, options: AnnotateOptions
    ) -> Annotation:
        if "stick" in sys.argv:
            print("in work", flush=True)  # noqa: T201  # same
            threading.Event().wait()
        return super().assemble(prepared, recognitions, options=options)

    def _open(self) -> None:
        sys.stdin.readline()
        self.gate.set()


if __name__ == "__main__":
    annotator = HoldingAnnotator()
    if "hang" in sys.argv:
        annotator.load_gate.clear()
    if "debug" in sys.argv:
        for name in ("asyncio", "concurrent", "grpc", "opentelemetry"):
            logging.getLogger(name).setLevel(logging.DEBUG)
    grace_seconds = 0.1 if "stick" in sys.argv else 30
    sys.exit(serve(Settings(port=int(sys.argv[1]), grace_seconds=grace_seconds), core=annotator))
