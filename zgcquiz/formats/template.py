"""The first text of a new pack, with comments that say what is what."""

from __future__ import annotations

from zgcquiz.core.pack import Pack, PackInfo
from zgcquiz.formats import native_writer

_SOURCES = """\
# sources:
#   book: {title: The title, author: Somebody, published: 2026}
"""

_HEAD = """\
# A question pack. Look for mistakes:  zgcquiz pack check FILE     Try it:  zgcquiz play FILE
#                  Why a flaw matters: zgcquiz pack explain CODE   Use it:  zgcquiz pack add FILE
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
      - {text: Nine, feedback: 'That is a nonagon.'}    # said to whoever picks it
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
# What is asked and what is not:  zgcquiz pack coverage FILE
"""


def blank(info: PackInfo) -> str:
    """A pack's text with one question, to be written over."""
    return _HEAD + native_writer.header(info) + _SOURCES + _FIRST


def drafted(pack: Pack) -> str:
    """A pack's text with drafts. Each keeps the sentence that it was made from as its quote."""
    ((_, data),) = native_writer.write(pack)  # one file: its sections follow from the citations
    text = data.decode()
    return text.replace("questions:\n", _DRAFTED + "questions:\n", 1)
