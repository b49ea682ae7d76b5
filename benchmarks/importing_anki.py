"""Anki's part of `benchmarks.importing`, run by an interpreter that has the anki package.

    PYTHON importing_anki.py TABLE.csv COLLECTION

The table's first line has headings; its columns are those of a note type that is made for it.
"""

from __future__ import annotations

import csv
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def main(table: Path, path: Path) -> None:
    """Import a table into a new collection, as its dialogue does; prints how many notes came of it."""
    with table.open(newline="") as file:
        headings = next(csv.reader(file))
    collection: Any = import_module("anki.collection").Collection(str(path))
    kind = collection.models.new("Question")
    for heading in headings:
        collection.models.add_field(kind, collection.models.new_field(heading))
    template = collection.models.new_template("Card")
    template["qfmt"], template["afmt"] = f"{{{{{headings[0]}}}}}", f"{{{{{headings[1]}}}}}"
    collection.models.add_template(kind, template)
    collection.models.add(kind)
    pb = import_module("anki.import_export_pb2")
    found = collection.get_csv_metadata(str(table), None)
    found.is_html = False
    found.global_notetype.id = collection.models.id_for_name("Question")
    found.global_notetype.field_columns[:] = range(1, len(headings) + 1)
    collection.import_csv(pb.ImportCsvRequest(path=str(table), metadata=found))
    print(collection.note_count())
    collection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
