"""The native format as an exchange format: its name, recogniser, reader and writer."""

from __future__ import annotations

import re
from collections.abc import Collection

from zgcquiz.core.errors import PackError
from zgcquiz.core.log.review import Review
from zgcquiz.core.packs.exchange_reports import Skipped
from zgcquiz.core.packs.pack import Pack
from zgcquiz.core.value import replace
from zgcquiz.formats.exchange.contract import (
    Confidence,
    Converted,
    ExchangeOptions,
    Format,
    Losses,
    PackContent,
    Written,
)
from zgcquiz.formats.exchange.recognition import Sample
from zgcquiz.formats.limits import ContentKind
from zgcquiz.formats.markup.exported_media import ExportedMedia
from zgcquiz.formats.native import parts, reader


def _recognise(sample: Sample) -> Confidence:
    if re.search(r"(?m)^zgcquiz[ \t]*+:", sample.text):
        return Confidence.CERTAIN
    return Confidence.NO


def _read(data: bytes, name: str, options: ExchangeOptions) -> Converted:
    reading = reader.read([(name, data)])
    if reading.pack is None:
        raise PackError(reading.id or name, reading.problems)
    info = replace(reading.pack.info, id=options.id or reading.pack.info.id)
    skipped = [problem for problem in reading.problems if problem.code == "unknown-kind"]
    return Converted(
        Pack(info, reading.pack.items) if reading.pack.items else None,
        skipped=tuple(Skipped(problem.line, problem.message, problem.question) for problem in skipped),
        notes=tuple(str(problem) for problem in reading.problems if problem not in skipped),
    )


def _write(pack: PackContent, options: ExchangeOptions, reviews: Collection[Review]) -> Written:
    losses = Losses()
    media = ExportedMedia(options.media, str, losses)
    files = (*parts.write(pack), *((path, media.content(path)) for path in media.paths_of(pack)))
    return Written(files[0][1], losses.all(), parts=files if len(files) > 1 else ())


YAML = Format("yaml", "zgcquiz's own YAML", (".yaml", ".yml"), _recognise, _read, _write, content=ContentKind.OTHER)
