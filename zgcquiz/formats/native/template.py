"""Templates of new packs, with explanatory comments."""

from __future__ import annotations

from zgcquiz.core.command_lines import command
from zgcquiz.core.packs.pack import Pack, PackInfo
from zgcquiz.formats.native import writer

_NOT_GIVEN = {
    "language": "# language: de      # of the texts: decimal signs, sheets, pages and rules on wording follow it\n",
    "license": "# license: CC0-1.0  # what others may do with your questions; without one, nothing\n",
}
"""Lines for what only the author can say, if it was not said."""
_SOURCES = """\
# sources:
#   book: {title: The title, author: Somebody, published: 2026}
"""

_HEAD = """\
# A question pack. Look for mistakes: {check}
#                  Try it: {play}
#                  Use it: {add}
# To have your editor complete keys: zgcquiz pack schema -o pack.schema.json, and begin this file with the line
# yaml-language-server: $schema=pack.schema.json (and # before it)
"""

_FIRST = """\
questions:
  - id: first-question           # stable: a learner's history hangs on it; write what you like, without spaces
    question: How many sides does a hexagon have?
    answer: Six
    distractors:                 # wrong options, more than are shown: three are drawn each time
      - Five
      - Seven
      - Eight
      - {text: Nine, feedback: 'That is a nonagon.'}    # shown to learners who pick it
    explanation: The name comes from the Greek word for six.   # always said after the answer
    # source: {id: book, section: Polygons, paragraph: 2}      # a source named above, and the place in it
    # fact: hexagon              # questions on one fact are never asked on the same day
    # tags: [geometry]
    # as_of: 2026                # facts age
  # A question where several options are right has `answers: [..]`; one that is true or false has `answer: true`.
  # To let the learner type: `kind: typed` with `accept: [other right texts]`, or `kind: numeric` with `tolerance: 5%`.
"""

_DRAFTED = """\
# Each question below is a draft: it is left out until its `draft: true` is removed. For each of them:
# ask in words of your own, keep the distractors that are wrong but tempting, say why in an `explanation`.
# What is asked and what is not: {coverage}
"""


def blank(info: PackInfo, path: str) -> str:
    """Return a pack's text with one question, to be written over. path: of the file that it is for."""
    words = {name: command("pack", name, path) for name in ("check", "add")}
    head = _HEAD.format(**words, play=command("play", path)) + writer.header(info)
    return head + "".join(line for key, line in _NOT_GIVEN.items() if not getattr(info, key)) + _SOURCES + _FIRST


def drafted(pack: Pack, path: str) -> str:
    """Return a pack's text with drafts. Each keeps the sentence that it was made from as its quote."""
    ((_, data),) = writer.write(pack)  # one file: its sections follow from the citations
    text = data.decode()
    return text.replace("questions:\n", _DRAFTED.format(coverage=command("pack", "coverage", path)) + "questions:\n", 1)
