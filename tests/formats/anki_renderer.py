"""Run by itself, with the real anki: renders cards, a JSON object a line, and answers with both sides.

{"fields": {name: html}, "question": template, "answer": template, "number": of the card from 1,
"cloze": it is a note type with gaps, "tags": [..]}
"""

from __future__ import annotations

import json
import sys
import tempfile
from importlib import import_module
from typing import Any

from anki.collection import Collection


class Renderer:
    def __init__(self, folder: str) -> None:
        self.collection: Any = Collection(f"{folder}/collection.anki2")
        self.types: dict[tuple[Any, ...], Any] = {}

    def render(self, case: dict[str, Any]) -> tuple[str, str]:
        type = self._type(tuple(case["fields"]), case["cloze"])
        note = self.collection.new_note(type)
        for name, value in case["fields"].items():
            note[name] = value
        note.tags = case.get("tags", [])
        card: Any = import_module("anki.cards").Card(self.collection)
        card.ord, card.did = case["number"] - 1, 1
        template = type["tmpls"][0] | {"qfmt": case["question"], "afmt": case["answer"]}
        shown = (
            import_module("anki.template")
            .TemplateRenderContext.from_card_layout(note, card, type, template, False)
            .render()
        )
        return shown.question_text, shown.answer_text

    def _type(self, fields: tuple[str, ...], cloze: bool) -> Any:
        if (fields, cloze) not in self.types:
            models = self.collection.models
            type = models.new(f"Type {len(self.types)}")
            type["type"] = int(cloze)
            for name in fields:
                models.add_field(type, models.new_field(name))
            template = models.new_template("Card 1")
            template["qfmt"] = template["afmt"] = f"{{{{{'cloze:' if cloze else ''}{fields[0]}}}}}"
            models.add_template(type, template)
            models.add(type)
            self.types[fields, cloze] = models.by_name(type["name"])
        return self.types[fields, cloze]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        renderer = Renderer(folder)
        for line in sys.stdin:
            print(json.dumps(renderer.render(json.loads(line))), flush=True)
