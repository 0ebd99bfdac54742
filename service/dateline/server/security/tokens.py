"""Bearer tokens (RFC 6750), which callers send in the metadata ``authorization``."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from pathlib import Path

from dateline.errors import FieldViolation, InvalidInputError, UnauthenticatedError
from dateline.server.security.rotation import Rotation, read_file

_MIN_TOKEN_CHARS = 16
_TOKEN = re.compile(rb"[A-Za-z0-9._~+/-]+=*")


class Tokens:
    """The tokens of a file, one a line, ``#`` for comments; read again when the file changes.

    Only their digests are kept. Raises InvalidInputError where the file cannot be read, holds no token, or holds one
    that is shorter than 16 characters or not valid by RFC 6750.
    """

    def __init__(self, path: Path) -> None:
        self._rotation = Rotation((path,), read=lambda: _read(path), subject="tokens")
        self._digests = self._rotation.first

    def check(self, metadata: Iterable[tuple[str, str | bytes]]) -> None:
        """Raises UnauthenticatedError unless the metadata of a call hold one of the tokens."""
        self._digests = self._rotation.changed() or self._digests
        values = [value for name, value in metadata if name == "authorization"]
        scheme, _, token = str(values[0]).partition(" ") if values else ("", "", "")
        shown = _digest(token.strip().encode(errors="replace"))
        # Compared with every token, so that the time does not tell which one fits, and by digest, so that the time does
        # not depend on lengths.
        fits = [hmac.compare_digest(shown, digest) for digest in self._digests]
        if scheme.lower() != "bearer" or not any(fits):
            raise UnauthenticatedError("a valid bearer token is needed")


def _read(path: Path) -> tuple[bytes, ...]:
    digests = []
    for number, line in enumerate(read_file(path, setting="token_file").splitlines(), start=1):
        token = line.strip()
        if not token or token.startswith(b"#"):
            continue
        if len(token) < _MIN_TOKEN_CHARS or not _TOKEN.fullmatch(token):
            description = f"line {number} must be a token of {_MIN_TOKEN_CHARS} or more letters, digits and -._~+/"
            raise InvalidInputError(FieldViolation("token_file", description))
        digests.append(_digest(token))
    if not digests:
        raise InvalidInputError(FieldViolation("token_file", "holds no token"))
    return tuple(digests)


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()
