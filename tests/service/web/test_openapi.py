"""The OpenAPI document is valid, the contract's, and true of what the server answers."""

import json
import runpy
from typing import Any

import pytest
from jsonschema.validators import validator_for
from openapi_spec_validator import OpenAPIV31SpecValidator

from dateline.server import Server
from dateline.v1 import annotation_pb2 as pb
from support.http_calls import SERVICE, article, call, fetch
from support.paths import ROOT

DOCUMENT: dict[str, Any] = json.loads((ROOT / "service/dateline/web/openapi.json").read_text())


def _check(value: object, name: str) -> None:
    """Holds a value against a schema of the document, in which no object may have more than it names."""
    schemas = json.loads(json.dumps(DOCUMENT["components"]["schemas"]))
    for schema in schemas.values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    kind = validator_for({"$schema": DOCUMENT.get("jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema")})
    kind(whole, format_checker=kind.FORMAT_CHECKER).validate(value)


def test_it_is_valid() -> None:
    """By the rules of OpenAPI 3.1."""
    assert not list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors())


def test_it_is_made_of_the_contract() -> None:
    """service/dateline/web/openapi.json has what `python tools/openapi.py` writes."""
    tool = runpy.run_path(str(ROOT / "tools/openapi.py"))
    assert (ROOT / "service/dateline/web/openapi.json").read_text(encoding="utf-8") == tool["document"]()


def test_every_unary_call_is_described() -> None:
    """With all that it takes and answers, each in the contract's own words."""
    methods = pb.DESCRIPTOR.services_by_name["AnnotationService"].methods
    unary = {f"/{SERVICE}/{method.name}" for method in methods if not method.client_streaming}
    assert set(DOCUMENT["paths"]) == unary | {"/healthz", "/readyz"}
    schemas = DOCUMENT["components"]["schemas"]
    for message in (pb.AnnotateArticleRequest, pb.Annotation, pb.Resolution, pb.Limits, pb.PlaceAnswer):
        schema = schemas[message.DESCRIPTOR.name]
        assert list(schema["properties"]) == [field.name for field in message.DESCRIPTOR.fields]
        assert all(each.get("description") or "$ref" in each for each in schema["properties"].values())
    assert schemas["Article"]["required"] == ["text"]
    assert schemas["MatchType"]["enum"] == list(pb.MatchType.keys())


async def test_it_is_served(server: Server) -> None:
    """As it is, to whoever may ask."""
    answer = await fetch(server, "/openapi.json")
    assert (answer.status, answer.json) == (200, DOCUMENT)


@pytest.mark.parametrize(
    ("method", "request_", "status"),
    [
        ("AnnotateArticle", article("Talks in Astana", id="a", title="Oslo"), 200),
        ("AnnotateArticle", article(""), 400),
        ("BatchAnnotateArticles", {"articles": [{"text": "Oslo"}, {"text": ""}]}, 200),
        ("ResolvePlaces", {"queries": [{"name": "Oslo"}, {"name": ""}, {"name": "nowhere"}]}, 200),
        ("GetServerInfo", {}, 200),
    ],
)
async def test_answers_are_as_described(server: Server, method: str, request_: Any, status: int) -> None:
    """What is asked and what is answered, errors included, is what the document says."""
    described = DOCUMENT["paths"][f"/{SERVICE}/{method}"]["post"]
    asked = described["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    answered = described["responses"][str(status)]["content"]["application/json"]["schema"]["$ref"]
    _check(request_, asked.rpartition("/")[2])
    answer = await call(server, method, request_)
    assert answer.status == status
    _check(answer.json, answered.rpartition("/")[2])
