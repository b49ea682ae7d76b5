"""The reports on a class as HTML pages: one file each, without scripts, that loads nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from zgcquiz.core.classroom.analysis import ClassReport, PackAnalysis, QuestionAnalysis
from zgcquiz.core.classroom.classical import Reliability
from zgcquiz.core.classroom.scores import Score
from zgcquiz.core.counts import count
from zgcquiz.formats.classroom.plots import histogram, interval_bar, scatter

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """\
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
body { max-width: 60em; margin: 0 auto; padding: 1em; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: start; vertical-align: baseline; padding: .35em .6em; border-bottom: 1px solid #8886; }
td.n, th.n { text-align: end; white-space: nowrap; }
tr.section td:first-child { padding-inline-start: 2em; opacity: .8; }
.text { unicode-bidi: isolate; }
.advice { margin: .2em 0 0; padding-inline-start: 1.2em; }
.key { font-weight: bold; }
svg.plot { width: 100%; max-width: 40em; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: currentColor; }
svg .mid { text-anchor: middle; }
svg .end { text-anchor: end; }
svg line { stroke: #8886; }
svg .column, svg .range, svg .fine { fill: #2a78c2; }
svg .dot, svg .flagged { fill: #d1541f; }
svg .track { fill: #8883; }
svg.bar { width: 8em; height: .7em; }
"""


def scores_html(report: ClassReport) -> Iterator[bytes]:
    """Yield the page of a class's scores."""
    shares = [each.total.known / each.total.answered for each in report.learners]
    body = [
        f"<p>{count(len(report.learners), 'learner')}, {count(report.questions, 'question')}."
        f" {_reliability(report.reliability)}</p>",
        histogram(shares, f"Histogram of the share known by {count(len(shares), 'learner')}"),
        '<div class="scroll"><table><thead><tr><th>Learner</th><th class="n">Right</th><th class="n">Known</th>'
        '<th class="n">95% interval</th><th></th></tr></thead><tbody>',
    ]
    for each in report.learners:
        body.append(_score_row(each.learner, each.total, ""))
        if len(each.sections) > 1:
            body += [_score_row(title, score, ' class="section"') for title, score in each.sections]
    body.append("</tbody></table></div>")
    body.append("<p>Known: right answers less those that blind picks would have given.</p>")
    return _page(report.title, body)


def _score_row(name: str, score: Score, mark: str) -> str:
    bar = interval_bar(
        score.low / score.answered,
        score.known / score.answered,
        score.high / score.answered,
        f"{score.known:.1f} of {score.answered}, from {score.low} to {score.high}",
    )
    return (
        f'<tr{mark}><td><span class="text">{escape(name)}</span></td>'
        f'<td class="n">{score.correct} of {score.answered}</td>'
        f'<td class="n">{score.known:.1f}</td><td class="n">{score.low} to {score.high}</td><td>{bar}</td></tr>'
    )


def questions_html(analysis: PackAnalysis) -> Iterator[bytes]:
    """Yield the page of a pack's questions."""
    points = [
        (each.figures.difficulty, each.figures.discrimination, each.id, bool(each.flags))
        for each in analysis.questions
        if each.figures.discrimination is not None
    ]
    body = [
        f"<p>{count(analysis.learners, 'learner')}, {count(len(analysis.questions), 'question')}."
        f" {_reliability(analysis.reliability)}</p>",
        scatter(points, "Questions by right answers and discrimination"),
        '<div class="scroll"><table><thead><tr><th>Question</th><th class="n">Learners</th><th class="n">Right</th>'
        '<th class="n">Discrimination</th><th class="n">Rasch</th><th>Picked, and advice</th></tr></thead><tbody>',
        *map(_question_row, analysis.questions),
        "</tbody></table></div>",
    ]
    return _page(analysis.title, body)


def _question_row(each: QuestionAnalysis) -> str:
    figures = each.figures
    stem = f'<br><span class="text">{escape(each.stem)}</span>' if each.stem else ""
    options = "".join(
        f'<div class="{"key" if option.key else "distractor"}"><span class="text">{escape(option.text)}</span>:'
        f" {option.picked} of {option.shown}</div>"
        for option in each.options
    )
    advice = "".join(f"<li>{escape(flag.advice)}</li>" for flag in each.flags)
    return (
        f'<tr><td><code class="text">{escape(each.id)}</code>{stem}</td><td class="n">{figures.learners}</td>'
        f'<td class="n">{100 * figures.difficulty:.0f}%</td><td class="n">{_decimal(figures.discrimination)}</td>'
        f'<td class="n">{_decimal(each.rasch)}</td><td>{options}'
        + (f'<ul class="advice">{advice}</ul>' if advice else "")
        + "</td></tr>"
    )


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _reliability(found: Reliability | None) -> str:
    if found is None:
        return "The reliability is not known: it needs two learners who answered every question, with different scores."
    return (
        f"Mean score {found.mean:.1f}, standard deviation {found.deviation:.1f}; alpha (KR-20) {found.alpha:.2f},"
        f" standard error of a score {found.error:.1f}."
    )


def _page(title: str, body: Iterable[str]) -> Iterator[bytes]:
    head = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>\n{_STYLE}</style></head>\n<body>\n"
        f'<h1 class="text">{escape(title)}</h1>\n'
    )
    for piece in (head, *(f"{part}\n" for part in body), "</body></html>\n"):
        yield piece.encode("utf-8", "replace")
