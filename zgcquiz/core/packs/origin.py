"""Where a pack came from, and what to call it there."""

from __future__ import annotations

import re
from enum import StrEnum

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value

_TAKEN = "A file, a folder, a .zip, https://…, git+https://…, https://….git, git@host:…, or file://… will do."
_SCP = re.compile(r"[\w.+-]+@[\w.-]+:(?!//)")
"""How ssh names a place on another machine: git@host:path."""
_WITH_REF = re.compile(r"(.*\.git/?)@(.+)|(.*/[^/@]*)@([^/@]+)")
_REF = re.compile(r"[\w][\w./+-]*")
"""What a branch, tag or commit may be called here: nothing that git could take for an option."""


class OriginKind(StrEnum):
    """What a pack was added from."""

    FILE = "file"
    FOLDER = "folder"
    ZIP = "zip"
    GIT = "git"
    HTTP = "http"


class Address(Value, frozen=True):
    """Where to get a pack. location: path or URL; ref: a branch, tag or commit, of git alone;
    folder: of the pack inside an archive or repository. "" where it isn't said."""

    text: str
    kind: OriginKind
    location: str
    ref: str = ""
    folder: str = ""


class Origin(Value, frozen=True):
    """What is kept of where an installed pack came from.

    address: as `pack add` takes it; version: names this edition there: a commit, an ETag, a date, or else
    the start of the content's hash; sha256: of the pack's files as they came; installed: of those that
    were put into the library, which may have been given former ids; at: when (ISO 8601, UTC).
    """

    kind: OriginKind
    address: str
    version: str
    sha256: str
    installed: str
    at: str
    etag: str = ""
    modified: str = ""

    @property
    def edition(self) -> str:
        """The version, short enough for a line."""
        return self.version if len(self.version) <= 30 and self.kind is not OriginKind.GIT else self.version[:12]


def is_remote(text: str) -> bool:
    """It is written as the address of something that must be fetched, and not as a path."""
    return "://" in text or text.startswith("git+") or bool(_SCP.match(text))


def parse_remote(text: str) -> Address:
    """The address of a repository or a download. Raises ZgcError for one that is not taken."""
    address, _, folder = text.partition("#")
    is_git = address.startswith("git+")
    location = address.removeprefix("git+")
    scheme = location.partition("://")[0].lower() if "://" in location else ""
    ref = ""
    allowed: tuple[str, ...] = ("https", "http")
    if is_git or _SCP.match(location) or scheme in ("ssh", "file") or _is_dot_git(location):
        location, ref = _split_ref(location)
        kind = OriginKind.GIT
        allowed = ("https", "http", "ssh", "file", "")
    else:
        kind = OriginKind.HTTP
    if scheme not in allowed or "::" in location.partition("/")[0] or location.startswith("-") or not location:
        raise ZgcError("bad-address", f"'{text}' is no address that a pack can be fetched from.", _TAKEN)
    if scheme in ("http", "https"):
        _check_url(text, location)
    if ref and not _REF.fullmatch(ref):
        raise ZgcError("bad-address", f"'{ref}' can be no branch, tag or commit.", "Write it as in ….git@v1.2")
    return Address(text, kind, location, ref, folder.strip("/"))


def _is_dot_git(location: str) -> bool:
    return re.search(r"\.git/?(@|$)", location.partition("?")[0]) is not None


def _split_ref(location: str) -> tuple[str, str]:
    found = _WITH_REF.fullmatch(location)
    if found is None or (found[3] is not None and found[3].rstrip("/").endswith(":")):
        return location, ""
    return found[1] or found[3], found[2] or found[4]


def _check_url(text: str, location: str) -> None:
    from urllib.parse import urlsplit

    host: str | None = None
    user: str | None = None
    try:
        parts = urlsplit(location)
        parts.port  # noqa: B018  # raises where it is no number
        host, user = parts.hostname, parts.username
    except ValueError:
        pass
    if not host or re.search(r"[\s\x00-\x1f\x7f]", location):
        raise ZgcError("bad-address", f"'{text}' is no address that a pack can be fetched from.", _TAKEN)
    if user is not None:
        raise ZgcError(
            "bad-address",
            "An address with a user name or password in it is not taken: it would be kept beside the pack.",
            "Let git's credential helper know them, or use git@host:…",
        )
