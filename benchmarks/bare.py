"""The yardstick for the first question: a bare Typer, Rich and SQLite program that prints one.

It has no log, no checks and no key handling.
"""

import sqlite3
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel

LAST_OPTION = "The last option"

app = typer.Typer()


@app.command()
def ask(
    database: Annotated[Path, typer.Argument(help="Where the questions are kept.")],
    panel: Annotated[bool, typer.Option(help="Draw a box around the question.")] = True,
) -> None:
    """Print one question."""
    db = sqlite3.connect(database)
    id, stem = db.execute("SELECT id, stem FROM questions ORDER BY id LIMIT 1").fetchone()
    options = db.execute("SELECT text FROM options WHERE question = ? ORDER BY position", (id,)).fetchall()
    console = Console()
    console.print(Panel(stem) if panel else stem)
    for label, (text,) in zip("abcd", options, strict=True):
        console.print(f"  {label}  {text}")


def make(database: Path) -> None:
    """Make the database that `ask` reads."""
    db = sqlite3.connect(database)
    db.executescript(
        "CREATE TABLE questions (id INTEGER PRIMARY KEY, stem TEXT NOT NULL);"
        "CREATE TABLE options (question INTEGER, position INTEGER, text TEXT NOT NULL,"
        " PRIMARY KEY (question, position));"
    )
    for id in range(1, 38):
        db.execute("INSERT INTO questions VALUES (?, ?)", (id, f"Which of these options is the right one, {id}?"))
        texts = ["The first option", "The second option", "The third option", LAST_OPTION]
        db.executemany("INSERT INTO options VALUES (?, ?, ?)", [(id, at, text) for at, text in enumerate(texts)])
    db.commit()
    db.close()
