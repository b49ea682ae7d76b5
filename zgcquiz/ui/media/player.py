"""Sounds, played by a program that is there."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from shlex import split

from zgcquiz.core.markup.media import MediaError, MediaKind, content_suffix, media_kind
from zgcquiz.core.settings import AUTO, OFF
from zgcquiz.ui.media.files import FindMedia, read_media
from zgcquiz.ui.terminal.look import current_look

_ALL = ".mp3 .ogg .opus .wav .flac .m4a"
_BY_SNDFILE = ".mp3 .ogg .opus .wav .flac"
_PLAYERS = {
    "mpv --no-video --no-terminal --ytdl=no --demuxer=lavf --demuxer-lavf-format={format} --": _ALL,
    "ffplay -nodisp -autoexit -loglevel quiet -f {format}": _ALL,
    "afplay": ".mp3 .wav .flac .m4a",
    "pw-play": _BY_SNDFILE,
    "paplay": _BY_SNDFILE,
    "play -q": _BY_SNDFILE,
    "cvlc --quiet --intf dummy --no-video --play-and-exit": _ALL,
    "aplay -q": ".wav",
}
"""The players that are looked for, in this order, each with what it plays: quietly, once, without a window or keys.

The format is given where content that looks like a playlist could make a player open addresses.
"""
_FORMATS = {".mp3": "mp3", ".ogg": "ogg", ".opus": "ogg", ".wav": "wav", ".flac": "flac", ".m4a": "mov"}
_NAME_ONE = "To name another one: zgcquiz config set player COMMAND"
_PATIENCE = 1.0
"""Seconds that a player has to end."""


class SoundPlayer:
    """Plays one sound at a time.

    find: returns a sound's file; find_program: returns the absolute path of a program, raises FileNotFoundError.
    """

    def __init__(self, find: FindMedia, find_program: Callable[[str], str]) -> None:
        self._find = find
        self._find_program = find_program
        self._process: subprocess.Popen[bytes] | None = None

    def play(self, pack: str, path: str) -> None:
        """Start a sound of a pack, instead of the present one.

        Raises MediaError if it can't be played, and if the sound before it could not.
        """
        failed, name = self._failed()
        self.stop()
        if failed:
            raise MediaError(f"may not be played: {name} ended with exit code {failed}. {_NAME_ONE}")
        file = self._find(pack, path)
        suffix = content_suffix(read_media(file))
        if media_kind(f"x{suffix}") is not MediaKind.SOUND:
            raise MediaError("is damaged, or is no MP3, Ogg, Opus, WAV, FLAC or M4A file")
        arguments = [*self._command(suffix), str(file)]
        try:
            self._process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise MediaError(
                f"is not played: {Path(arguments[0]).name}: {error.strerror or error}. {_NAME_ONE}"
            ) from error

    def stop(self) -> None:
        """End the present sound."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _failed(self) -> tuple[int, str]:
        """Return the exit code of a player that has ended, 0 if it has not, and its name."""
        if self._process is None:
            return 0, ""
        arguments = self._process.args
        assert isinstance(arguments, Sequence)
        return self._process.poll() or 0, Path(str(arguments[0])).name

    def _command(self, suffix: str) -> list[str]:
        """Return the command that plays files of a suffix. Raises MediaError if there is none."""
        wanted = current_look().player
        if wanted == OFF:
            raise MediaError("is not played: the setting player is off")
        if wanted != AUTO:
            program, *arguments = split(wanted)
            try:
                return [self._find_program(program), *arguments]
            except FileNotFoundError as error:
                raise MediaError(f"is not played: there is no program {program}. {_NAME_ONE}") from error
        for command, suffixes in _PLAYERS.items():
            if suffix in suffixes.split():
                program, *arguments = command.format(format=_FORMATS[suffix]).split()
                try:
                    return [self._find_program(program), *arguments]
                except FileNotFoundError:
                    continue
        names = ", ".join(PurePath(command.split()[0]).name for command, plays in _PLAYERS.items() if suffix in plays)
        raise MediaError(f"is not played: none of these programs is there: {names}. {_NAME_ONE}")
