"""The client: values instead of messages, exceptions instead of status codes.

::

    with Client("127.0.0.1:50051") as client:
        annotation = client.annotate("MOSCOW, June 26. The talks in Astana ...")
        for entity in annotation.entities:
            print(entity.type, entity.name)

`AsyncClient` offers the same with ``async with`` and ``await``. All offsets count code points, as Python's strings do.
"""

from dateline.client.aio import AsyncClient
from dateline.client.credentials import tls_credentials
from dateline.client.health import HealthStatus
from dateline.client.sync import Client
from dateline.values import Limits, ServerInfo

__all__ = ["AsyncClient", "Client", "HealthStatus", "Limits", "ServerInfo", "tls_credentials"]
