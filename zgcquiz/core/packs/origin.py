"""The addresses that packs are fetched from, and the record of where an installed pack came from."""

from __future__ import annotations

import re
from enum import StrEnum

from zgcquiz.core.errors import ZgcError
from zgcquiz.core.value import Value

_ACCEPTED = "Give a file, a folder, a .zip, https://…, git+https://…, https://….git, git@host:…, or file://…"
_SCP = re.compile(r"[\w.+-]+@[\w.-]+:(?!//)")
"""The start of an address in ssh's short form, git@host:path."""
_DOT_GIT = re.compile(r"\.git/?(@|$)")
_WITH_REF = re.compile(r"(.*\.git/?)@(.+)|(.*/[^/@]*)@([^/@]+)")
_REF = re.compile(r"[\w][\w./+-]*")
"""A branch, tag or commit that git can't mistake for an option."""


class OriginKind(StrEnum):
    """The kind of place that a pack was added from."""

    FILE = "file"
    FOLDER = "folder"
    ZIP = "zip"
    GIT = "git"
    HTTP = "http"


class Address(Value, frozen=True):
    """The parsed address of a pack.

    location: a path or URL; ref: a branch, tag or commit of a git repository; folder: of the pack
    within an archive or repository. Both are "" if not given.
    """

    text: str
    kind: OriginKind
    location: str
    ref: str = ""
    folder: str = ""


class Origin(Value, frozen=True):
    """The record of where an installed pack came from.

    address: as given to `pack add`; version: a commit, an ETag, a date, or else the start of the
    content's hash; sha256: of the pack's files as fetched; installed: of the files put into the
    library, which may have had former ids added; at: when (ISO 8601, UTC).
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
    def is_local(self) -> bool:
        """Whether the address is a path on this machine."""
        return self.kind in (OriginKind.FILE, OriginKind.FOLDER, OriginKind.ZIP)

    @property
    def edition(self) -> str:
        """The version, shortened to fit a line."""
        return self.version if len(self.version) <= 30 and self.kind is not OriginKind.GIT else self.version[:12]


def is_remote(text: str) -> bool:
    """Return whether a text is an address to fetch from rather than a path."""
    return "://" in text or text.startswith("git+") or bool(_SCP.match(text))


def parse_remote(text: str) -> Address:
    """Parse the address of a repository or a download. Raises ZgcError for one that is not accepted."""
    address, _, folder = text.partition("#")
    is_git = address.startswith("git+")
    location = address.removeprefix("git+")
    scheme = location.partition("://")[0].lower() if "://" in location else ""
    ref = ""
    allowed: tuple[str, ...] = ("https", "http")
    if is_git or _SCP.match(location) or scheme in ("ssh", "file") or _DOT_GIT.search(location.partition("?")[0]):
        location, ref = _split_ref(location)
        kind = OriginKind.GIT
        allowed = ("https", "http", "ssh", "file", "")
    else:
        kind = OriginKind.HTTP
    if scheme not in allowed or "::" in location.partition("/")[0] or location.startswith("-") or not location:
        raise ZgcError("bad-address", f"'{text}' is not an address that a pack can be fetched from.", _ACCEPTED)
    if scheme in ("http", "https"):
        _check_url(text, location)
    if ref and not _REF.fullmatch(ref):
        raise ZgcError("bad-address", f"'{ref}' is not a branch, tag or commit.", "Write it as in ….git@v1.2")
    return Address(text, kind, location, ref, folder.strip("/"))


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
        parts.port  # noqa: B018  # raises ValueError if it isn't a number
        host, user = parts.hostname, parts.username
    except ValueError:
        pass
    if not host or re.search(r"[\s\x00-\x1f\x7f]", location):
        raise ZgcError("bad-address", f"'{text}' is not an address that a pack can be fetched from.", _ACCEPTED)
    if user is not None:
        raise ZgcError(
            "bad-address",
            "An address with a user name or password in it is refused: it would be stored beside the pack.",
            "Store them with git's credential helper, or use git@host:…",
        )
