"""The manual page in docs/zgcquiz.1 says what `--help` says: it is written by this file.

To write it after a change of a command or an option, delete it and run this file.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from zgcquiz.cli.main import HEADINGS, make_app

PAGE = Path(__file__).parents[2] / "docs" / "zgcquiz.1"
FILES = Path(__file__).parents[2] / "docs" / "reference" / "files.md"


def roff(text: str) -> str:
    """Return a text with what roff takes for its own escaped."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"(?m)^([.'])", r"\\&\1", escaped)


def paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        yield roff(" ".join(paragraph.split()))


def option(parameter: Any) -> Iterator[str]:
    names = ", ".join(f"\\fB{roff(name)}\\fR" for name in (*parameter.opts, *parameter.secondary_opts))
    takes = "" if parameter.is_flag else f" \\fI{roff(parameter.metavar or parameter.type.name.upper())}\\fR"
    yield from (".TP", names + takes, roff(parameter.help or ""))


def described(command: Any, path: str) -> Iterator[str]:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
    usage = "".join(f" \\fI{roff(each.metavar or each.name.upper())}\\fR" for each in arguments)
    yield f".SS \\fB{roff(path)}\\fR{usage}"
    for number, text in enumerate(paragraphs(command.help or "")):
        yield from ([".PP"] if number else [])
        yield text
    for each in arguments:
        if each.help:
            yield from (".TP", f"\\fI{roff(each.metavar or each.name.upper())}\\fR", roff(each.help))
    for each in options:
        yield from option(each)
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from described(inner, f"{path} {name}")


def page() -> str:
    main = typer.main.get_command(make_app())
    lines = ['.TH ZGCQUIZ 1 "" "zgcquiz" "User Commands"', ".SH NAME"]
    about, *more = paragraphs(main.help or "")
    lines += [rf"zgcquiz \- {about[0].lower()}{about[1:].rstrip('.')}"]
    lines += [
        ".SH SYNOPSIS",
        r"\fBzgcquiz\fR [\fIOPTION\fR]",
        ".br",
        r"\fBzgcquiz\fR \fICOMMAND\fR [\fIARGUMENT\fR...]",
    ]
    lines += [".SH DESCRIPTION", *more, ".SH OPTIONS"]
    for each in main.params:
        lines += option(each)
    commands = main.commands  # type: ignore[attr-defined]
    for heading, names in HEADINGS.items():
        lines.append(f".SH {heading.upper()}")
        for name in names:
            lines += described(commands[name], f"zgcquiz {name}")
    lines.append(".SH ENVIRONMENT")
    table = FILES.read_text(encoding="utf-8").partition("## Environment")[2]
    for names, meaning in re.findall(r"(?m)^\| (`[^|]+`) \| (.+) \|$", table):
        words = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", meaning)
        lines += [".TP", f"\\fB{roff(names.replace('`', ''))}\\fR", roff(words.replace("`", ""))]
    lines += [".SH EXIT STATUS", "0: done; 1: an error; 2: the command line is wrong; 130: interrupted."]
    return "\n".join(lines) + "\n"


def test_the_manual_page_is_up_to_date() -> None:
    if not PAGE.exists():
        PAGE.write_text(page(), encoding="utf-8")
        pytest.fail("docs/zgcquiz.1 was not there: look at it, and run again")
    assert PAGE.read_text(encoding="utf-8") == page(), "delete docs/zgcquiz.1 and run this file"


@pytest.mark.skipif(shutil.which("man") is None, reason="there is no man here")
def test_man_reads_the_page_without_a_warning() -> None:
    done = subprocess.run(
        ["man", "--warnings", "-l", str(PAGE)], capture_output=True, text=True, check=True,
        env={"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "MANROFFSEQ": ""},
    )  # fmt: skip
    assert done.stderr == ""
    assert "zgcquiz review" in done.stdout
    assert "--until DATE" in done.stdout
