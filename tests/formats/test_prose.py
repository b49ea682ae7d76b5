"""Text that asks nothing is in no format; a table is one, however short."""

from __future__ import annotations

import pytest

from tests.formats.importing import read
from tests.rows import rows
from zgcquiz.core.errors import ZgcError
from zgcquiz.formats.exchange import registry

PROSE = {
    "folder": "About this folder\n=================\nIt holds notes, drafts and plans.\nFor example:\nnothing much.\n",
    "letter": "Dear Anna,\n\nThank you for the tea, the biscuits, and the book.\nWe liked all of it, "
    "most of all the tea.\n"
    "\nYours,\nBen\n",
    "note": "Hello, Anna\nThanks, Ben\n",
    "poem": "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand or eye,\n"
    "Could frame thy fearful symmetry?\n",
    "German": "Liebe Anna,\nvielen Dank für den Tee, die Kekse und das Buch.\nHerzlich, dein Ben\n",
    "French": "Bonjour,\nMerci pour le thé, les biscuits et le livre.\nÀ bientôt, Ben ; nous t'attendons.\n",
    "Spanish": "Hola, Ana:\nGracias por el té, las galletas y el libro.\n¿Vienes mañana?, pregunta Luis.\n",
    "Russian": "Дорогая Анна,\nспасибо за чай, печенье и книгу.\nТвой Бен\n",
    "Chinese": "亲爱的安娜，\n谢谢你的茶、饼干和书。\n此致，本\n",
    "Japanese": "拝啓、お元気ですか。\nお茶をありがとう、本もありがとう。\n",
    "README": "# tool\n\nReads files, writes files.\n\n## Install\n\n1. Get it.\n2. Build it, then run it.\n\n"
    "## Use\n\n* `tool a, b` prints both\n* `tool -h` helps\n\nLicense: MIT\n",
    "changelog": "## 1.2\n- fix: quotes, blanks\n- add: tables\n\n## 1.1\n- first, small release\n",
    "Python": "import os, sys\n\n\ndef main(a, b):\n    print(a, b)\n    return {1: 2, 3: 4}\n",
    "C": "#include <stdio.h>\n\nint main(int argc, char **argv) {\n\tint a, b;\n\treturn a + b;\n}\n",
    "JavaScript": "const a = [1, 2, 3];\nfunction f(x, y) {\n  return x + y;\n}\n",
    "CSS": "body {\n  margin: 0;\n  font: 12px serif, sans;\n}\n",
    "SQL": "SELECT a, b FROM t\nWHERE a = 1\nORDER BY b;\nINSERT INTO t VALUES (1, 2);\n",
    "shell": "#!/bin/sh\nfor f in a b; do\n  echo $f | tr a b\ndone\n",
    "assembly": "mov eax, ebx\nadd eax, 1\nret\n",
    "Makefile": "all: a b\n\tcc -o x a.c\n\trm -f x\n",
    "log": "2020-01-01 12:00:00,123 INFO started\n2020-01-01 12:00:01,456 WARN slow, very slow\n"
    "2020-01-01 12:00:02,789 INFO done\n",
    "web log": '127.0.0.1 - - [01/Jan/2020:12:00:00] "GET / HTTP/1.1" 200 5\n' * 3,
    "tab log": "INFO\tstarted\nINFO\tworking\nINFO\tdone\nINFO\tstopped\n",
    "ini": "[tool]\nname = x\nvalues = a, b, c\n; a comment\n",
    "yaml": "name: x\nvalues: [a, b]\nmore:\n  - c\n",
    "toml": '[tool]\nname = "x"\nvalues = ["a", "b"]\n',
    "hosts": "127.0.0.1\tlocalhost\n192.168.0.1\trouter\n",
    "passwd": "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/bin/false\n",
    "numbers": "1.0,2.0,3.0\n4.0,5.0,6.0\n",
    "dates": "2020-01-01;12\n2020-01-02;13\n2020-01-03;15\n",
    "recipe": "Tea\n\n- water, 1 l\n- leaves, 10 g\n\nBoil the water, add the leaves, and wait.\n",
    "list": "Things to do:\n1. buy tea, milk\n2. call Ben\n",
    "quote": '"To be, or not to be, that is the question."\n- Hamlet, act 3\n',
    "dialogue": "Anna: Tea, please.\nBen: With milk, or without?\nAnna: Without, thanks.\n",
    "minutes": "Present: Anna, Ben, Cem\nAgenda:\n1. Tea\n2. Books; films\n",
    "address": "Anna Smith\n1 Tea Lane, London\nEngland\n",
    "diff": "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-a, b\n+a, c\n",
    "macros": "#define TEA\t1\n#define MILK\t2\n#define CUP\t3\n",
    "one line": "Just one line, with a comma.\n",
    "pipes": "a | b\nwhatever follows here\nls | wc -l\n",
}


@rows("name", ["x.txt", "x", "x.md"])
@rows("what", PROSE)
def test_prose_code_and_logs_are_in_no_format(what: str, name: str) -> None:
    with pytest.raises(ZgcError) as caught:
        registry.recognise(PROSE[what].encode(), name)
    assert caught.value.code == "unknown-format"


TABLES = {
    "two cards": ("dog,Hund\ncat,Katze\n", 2),
    "with blanks": ("dog, Hund\ncat, Katze\ncow, Kuh\n", 3),
    "questions with blanks": ("Capital of France?, Paris\nCapital of Italy?, Rome\n", 2),
    "semicolons": ("Pi?;3,14\ne?;2,72\n", 2),
    "pipes": ("dog|Hund\ncat|Katze\n", 2),
    "tabs": ("la mer\tthe sea\nle ciel\tthe sky\n", 2),
    "long answers": ("What is tea?\tLeaves, dried, and then brewed.\nWhat is milk?\tA drink; it is white.\n", 2),
    "wrong ones": ("Capital of France?,Paris,Rome,Bonn\nCapital of Italy?,Rome,Paris,Bonn\n", 2),
    "sums": ("2 + 2?,4\n3 × 3?,9\n", 2),
    "Chinese": ("水,water\n火,fire\n", 2),
    "headings and one row": ("Question,Answer\nHow many, in all?,Two\n", 0),
    "German headings": ("Frage;Antwort\nWie viele?;Zwei\n", 1),
    "headings alone": ("Question,Answer,Wrong 1\n", 0),
}


@pytest.mark.parametrize("what", TABLES)
def test_a_short_table_is_still_one(what: str) -> None:
    text, count = TABLES[what]
    format = registry.recognise(text.encode(), "x.txt")
    assert format.name in ("csv", "tsv", "quizlet")
    pack = read(format.name, text).pack
    if count:
        assert pack
        assert len(pack.items) == count
