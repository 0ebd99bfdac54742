"""Requests of tests, and the error of a call that failed."""

from typing import Any

import grpc
import grpc.aio
import pytest
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from dateline.convert import DOMAIN
from dateline.v1 import annotation_pb2 as pb


def annotate_request(text: str = "Talks in Astana", **fields: Any) -> pb.AnnotateArticleRequest:
    return pb.AnnotateArticleRequest(article=pb.Article(text=text, **fields))


async def failure(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


def details(error: grpc.aio.AioRpcError | status_pb2.Status) -> dict[str, Any]:
    status = error if isinstance(error, status_pb2.Status) else rpc_status.from_call(error)
    assert status is not None
    kinds = (
        error_details_pb2.ErrorInfo,
        error_details_pb2.BadRequest,
        error_details_pb2.RetryInfo,
        error_details_pb2.RequestInfo,
    )
    details: dict[str, Any] = {}
    for packed in status.details:
        for kind in kinds:
            detail = kind()
            if packed.Unpack(detail):
                assert kind.__name__ not in details
                details[kind.__name__] = detail
    assert details["ErrorInfo"].domain == DOMAIN
    return details


def fields(error: grpc.aio.AioRpcError | status_pb2.Status) -> list[str]:
    return [violation.field for violation in details(error)["BadRequest"].field_violations]
