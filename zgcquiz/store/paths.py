"""The folders and files that zgcquiz uses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from zgcquiz.core.errors import ZgcError


class Paths(NamedTuple):  # quicker to load than a `Value`, for the reminder
    """The program's folders.

    data: the review log and the user's packs; cache: what can be rebuilt; shipped: the packs that come with the
    program; settings: the folder of the settings file.
    """

    data: Path
    cache: Path
    shipped: Path
    settings: Path

    @property
    def log(self) -> Path:
        return self.data / "zgcquiz.db"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @property
    def config(self) -> Path:
        return self.settings / "config.toml"

    @property
    def packs(self) -> Path:
        return self.data / "packs"

    @property
    def compiled(self) -> Path:
        return self.cache / "compiled.db"


def find_paths(environ: Mapping[str, str]) -> Paths:
    """Return the user's folders: below ZGCQUIZ_HOME if that is set, otherwise the platform's own (platformdirs).

    Raises ZgcError if ZGCQUIZ_HOME names an unknown user's home.
    """
    package = Path(__file__).resolve().parent.parent
    bundled = package / "questions"
    shipped = bundled if bundled.is_dir() else package.parent / "questions"
    home = environ.get("ZGCQUIZ_HOME")
    if home:
        try:
            root = Path(home).expanduser().absolute()
        except RuntimeError as error:  # ~name of an unknown user
            raise ZgcError("no-home", f"ZGCQUIZ_HOME={home}: {error}", "Set it to a folder.") from error
        return Paths(root, root / "cache", shipped, root)
    import platformdirs

    dirs = platformdirs.PlatformDirs("zgcquiz", appauthor=False)
    return Paths(Path(dirs.user_data_dir), Path(dirs.user_cache_dir), shipped, Path(dirs.user_config_dir))
