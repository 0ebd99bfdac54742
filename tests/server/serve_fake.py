"""Serves a FakeAnnotator as a process of its own: serve_fake.py PORT [hold | hang | stick].

With `hold` the model answers only after a line on standard input, having said "in work" on standard output; with
`hang` loading never ends; with `stick` assembling never does, having said "in work", and the grace period is short.
"""

import sys
import threading
from collections.abc import Sequence

from server.fake_annotator import FakeAnnotator

from dateline.annotator import PreparedArticle
from dateline.document import AnnotateOptions, Annotation, Opinions, Recognition
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
        self,
        prepared: PreparedArticle,
        recognitions: Sequence[tuple[Recognition, ...]],
        *,
        options: AnnotateOptions,
        opinions: Opinions | None,
    ) -> Annotation:
        if "stick" in sys.argv:
            print("in work", flush=True)  # noqa: T201  # same
            threading.Event().wait()
        return super().assemble(prepared, recognitions, options=options, opinions=opinions)

    def _open(self) -> None:
        sys.stdin.readline()
        self.gate.set()


if __name__ == "__main__":
    annotator = HoldingAnnotator()
    if "hang" in sys.argv:
        annotator.load_gate.clear()
    grace_seconds = 0.1 if "stick" in sys.argv else 30
    sys.exit(serve(Settings(port=int(sys.argv[1]), grace_seconds=grace_seconds), core=annotator))
