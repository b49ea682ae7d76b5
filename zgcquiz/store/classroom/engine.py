"""The engines that count answers: DuckDB in this process, or Spark. Only this folder imports them, or Ibis."""

from __future__ import annotations

import glob
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zgcquiz.core.errors import ZgcError

ENGINES = ("duckdb", "spark")
MEMORY = "3GB"
"""What DuckDB may use before it writes to a temporary folder. The whole process takes a little more."""

_NEEDED = ("ibis", "duckdb", "pyarrow", "pyspark", "numpy", "pandas")
_ENGINE_ERRORS = ("duckdb", "_duckdb", "pyspark", "py4j")
"""The packages whose errors are an engine's: a damaged file, a full disk, no Java."""
_KEPT = "zgcquiz_kept"
_PATTERN = re.compile(r"[][{}*?\\\\]")
"""Signs of patterns in the paths of Hadoop's file systems."""

Engine = Any
"""An Ibis backend. Ibis makes its methods when it runs, so they have no types to check."""


@contextmanager
def open_engine(name: str = "duckdb", memory: str = MEMORY) -> Iterator[Engine]:
    """Yield a connection of an engine, and remove what it has written to disk afterwards.

    memory: for DuckDB, as "3GB". Spark is configured by its own means (`spark-defaults.conf`, SPARK_CONF_DIR); without
    any it runs on this machine. Raises ZgcError if the engine isn't installed, and for its errors in the block.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="zgcquiz-class-") as folder:
            if name == "spark":
                yield from _spark(Path(folder))
            else:
                yield from _duckdb(Path(folder), memory)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _NEEDED:
            raise
        extra = "spark" if name == "spark" else "class"
        raise ZgcError(
            "needs-class", f"This command needs {error.name}.", f"Install it: pip install 'zgcquiz[{extra}]'"
        ) from error
    except Exception as error:
        if type(error).__module__.split(".")[0] not in _ENGINE_ERRORS:
            raise
        reason = str(error).strip().partition("\n")[0]
        hint = "Spark needs Java 17." if name == "spark" else "If the dataset is damaged, collect again into a new one."
        raise ZgcError("engine", f"{name} could not count the answers: {reason}", hint) from error


def read_parts(engine: Engine, parts: Sequence[Path]) -> Any:
    """Return the rows of some Parquet files of the same columns. Neither engine takes the paths for patterns."""
    import ibis

    if engine.name == "duckdb":
        return engine.read_parquet([glob.escape(str(path)) for path in parts])
    named = (_PATTERN.sub(r"\\\g<0>", str(path.absolute())) for path in parts)
    return ibis.union(*map(engine.read_parquet, named)) if len(parts) > 1 else engine.read_parquet(next(named))


def keep(engine: Engine, table: Any) -> Any:
    """Compute a table now and return what the engine keeps of it, until it is closed."""
    import ibis

    options = {} if engine.name == "duckdb" else {"format": "parquet"}
    return engine.create_table(ibis.util.gen_name(_KEPT), table, **options)


def _duckdb(folder: Path, memory: str) -> Iterator[Engine]:
    import ibis

    # Temporary tables are in a file, so that they are compressed and leave memory when it is needed.
    engine = ibis.duckdb.connect(folder / "work.duckdb", memory_limit=memory, temp_directory=str(folder / "spill"))
    engine.raw_sql("SET preserve_insertion_order = false")
    engine.raw_sql("SET enable_progress_bar = false")
    try:
        yield engine
    finally:
        engine.disconnect()


def _spark(folder: Path) -> Iterator[Engine]:
    import ibis
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("zgcquiz")
    if not {"SPARK_HOME", "SPARK_CONF_DIR"} & os.environ.keys():
        local = {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "8",
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
        }
        for key, value in local.items():
            builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    engine = ibis.pyspark.connect(session)
    try:
        yield engine
    finally:
        for name in engine.list_tables(like=_KEPT):
            session.sql(f"DROP TABLE `{name}`")
        session.stop()
