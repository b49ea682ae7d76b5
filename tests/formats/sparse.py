"""Zip archives with large media, which are holes in the file, so that they cost no disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PIECE = bytes(1 << 20)


class _Sparse(io.FileIO):
    def write(self, data: Any) -> int:
        if len(data) == len(_PIECE) and data == _PIECE:
            self.seek(len(data), io.SEEK_CUR)
            return len(data)
        return super().write(data) or 0


def write_with_media(path: Path, files: Mapping[str, bytes], megabytes: int) -> None:
    """Write a stored archive of these files, and one of that many megabytes of zeros before them."""
    with _Sparse(path, "w") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with archive.open("media/0.bin", "w") as media:
            for _ in range(megabytes):
                media.write(_PIECE)
        for name, content in files.items():
            archive.writestr(name, content)
