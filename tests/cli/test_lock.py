"""The lock of exact versions for CI: complete, within the ranges of pyproject.toml, and with hashes."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / ".ci" / "requirements.lock").read_text(encoding="utf-8")
PYTHONS = ("3.11.7", "3.12.3", "3.13.1", "3.14.0")
PLATFORMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))


class Locked(NamedTuple):
    """An exact version. marker: of the environments that get it, or None for all."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _entries() -> list[Locked]:
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^\s*#.*\n", "", LOCK))
    found = []
    for line in filter(None, joined.split("\n")):
        requirement, *hashes = re.split(r"\s*--hash=", line)
        parsed = Requirement(requirement)
        (version,) = parsed.specifier
        assert version.operator == "=="
        found.append(Locked(_plain(parsed.name), version.version, parsed.marker, tuple(hashes)))
    return found


ENTRIES = _entries()


def _environment(python: str, platform: tuple[str, str, str], extra: str) -> dict[str, str]:
    names = {"sys_platform": platform[0], "platform_system": platform[1], "os_name": platform[2], "extra": extra}
    about = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    return {**{key: str(value) for key, value in default_environment().items()}, **names, **about}


def _versions(environment: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in ENTRIES:
        if each.marker is None or each.marker.evaluate(environment):
            found.setdefault(each.name, []).append(each.version)
    return found


def test_every_version_has_hashes() -> None:
    assert len(ENTRIES) > 50
    for each in ENTRIES:
        assert each.hashes, each.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", found) for found in each.hashes), each.name


def test_the_lock_names_no_machine_and_no_index() -> None:
    assert not re.search(r"(?m)^\s*-|file:|https?:|/work|/tmp|/home|/root", LOCK.replace("    --hash", "    hash"))


@pytest.mark.parametrize(("python", "platform"), list(product(PYTHONS, PLATFORMS)), ids=str)
def test_the_lock_has_one_version_of_every_dependency_within_its_range(
    python: str, platform: tuple[str, str, str]
) -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    groups = {"": PROJECT["project"]["dependencies"], "build": PROJECT["build-system"]["requires"], **extras}
    for extra, requirements in groups.items():
        environment = _environment(python, platform, extra)
        locked = _versions(environment)
        for requirement in map(Requirement, requirements):
            if requirement.marker is None or requirement.marker.evaluate(environment):
                versions = locked.get(_plain(requirement.name), [])
                assert len(versions) == 1, f"{requirement} on Python {python}: {versions}"
                assert requirement.specifier.contains(versions[0]), f"{requirement}: the lock has {versions[0]}"


def test_a_range_that_the_lock_misses_would_be_seen() -> None:
    (typer,) = _versions(_environment(PYTHONS[0], PLATFORMS[0], ""))["typer"]
    assert not Requirement(f"typer>{typer}").specifier.contains(typer)
    assert "zgcquiz" not in _versions(_environment(PYTHONS[0], PLATFORMS[0], ""))
