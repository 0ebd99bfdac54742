"""A store that speaks S3, on loopback: moto's server with one bucket."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import boto3
from moto.server import ThreadedMotoServer

_BUCKET = "archive"


class Bucket:
    """A bucket; its URLs say how to reach it.

    The next reads of objects with "frail" in their key, as many as `breaks`, break off in their middle.
    """

    def __init__(self, port: int) -> None:
        self.breaks = 0
        self._host = f"127.0.0.1:{port}"
        self._client = boto3.client(
            "s3", endpoint_url=f"http://{self._host}", region_name="us-east-1",
            aws_access_key_id="me", aws_secret_access_key="mine",  # noqa: S106 - moto takes any
        )  # fmt: skip
        self._client.create_bucket(Bucket=_BUCKET)

    def put(self, key: str, content: bytes) -> None:
        self._client.put_object(Bucket=_BUCKET, Key=key, Body=content)

    def url(self, key: str) -> str:
        return f"s3://{_BUCKET}/{key}?scheme=http&region=us-east-1&endpoint_override={self._host}"

    def breaking(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """Returns the server's application, with reads that break off."""

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            body = app(environ, start_response)
            if environ["REQUEST_METHOD"] == "GET" and "frail" in environ["PATH_INFO"] and self.breaks:
                self.breaks -= 1
                content = b"".join(body)
                return [content[: len(content) // 2]]
            return body

        return answer


@contextmanager
def s3_server() -> Iterator[Bucket]:
    """Yields the bucket of a server that is started, and stopped at the end."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    port = server.get_host_and_port()[1]
    try:
        bucket = Bucket(port)
        running = server._server  # there is no other way to its application
        assert running is not None
        running.app = bucket.breaking(running.app)
        yield bucket
    finally:
        # What one server of the process keeps, the next would have, too.
        urlopen(Request(f"http://127.0.0.1:{port}/moto-api/reset", method="POST")).close()
        server.stop()
