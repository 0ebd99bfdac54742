"""Annotate an article on a running server (`dateline serve`), waiting for the answer and then without blocking."""

# ruff: noqa: INP001, T201 - a script, and it prints

import asyncio
from pathlib import Path

from dateline.client import AsyncClient, Client
from dateline.errors import DatelineError
from dateline.values import Article, EntityType

TEXT = (Path(__file__).parents[1] / "astana.txt").read_text(encoding="utf-8")


def print_places(target: str = "127.0.0.1:50051") -> None:
    """Print where the places of one article are."""
    with Client(target) as client:
        annotation = client.annotate(TEXT)
    for entity in annotation.entities:
        if entity.type is EntityType.PLACE and entity.resolution and entity.resolution.place:
            place = entity.resolution.place
            print(entity.name, place.place_id, place.coordinates, f"{entity.resolution.confidence:.2f}")


async def count_entities(target: str = "127.0.0.1:50051") -> None:
    """Stream articles and print how many entities each has, as the answers come."""
    articles = (Article(id=f"article-{number}", text=TEXT) for number in range(3))
    async with AsyncClient(target, timeout_seconds=10) as client:
        async for article_id, outcome in client.annotate_stream(articles):
            if isinstance(outcome, DatelineError):
                print(article_id, "failed:", outcome)
            else:
                print(article_id, len(outcome.entities), "entities")


if __name__ == "__main__":
    print_places()
    asyncio.run(count_entities())
