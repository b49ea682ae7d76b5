"""Plots as inline SVG: no script, and colours that the page's style sets."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _BOTTOM, _TOP = 44, 22, 34, 12


def interval_bar(low: float, middle: float, high: float, label: str) -> str:
    """Return a bar of an estimate and its interval. low, middle, high: shares from 0 to 1."""
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{escape(label)}">'
        f'<rect class="track" width="100" height="10"/>'
        f'<rect class="range" x="{_places(100 * low)}" width="{_places(100 * (high - low))}" y="2" height="6"/>'
        f'<rect class="dot" x="{_places(min(98.5, 100 * middle))}" width="1.5" height="10"/></svg>'
    )


def histogram(values: Sequence[float], label: str, parts: int = 10) -> str:
    """Return how many values fall into each of equal parts. values: shares from 0 to 1."""
    counts = [0] * parts
    for value in values:
        counts[min(parts - 1, int(value * parts))] += 1
    most = max(counts, default=0) or 1
    width, height = (_WIDTH - _LEFT - _RIGHT) / parts, _HEIGHT - _BOTTOM - _TOP
    bars = []
    for place, count in enumerate(counts):
        size = height * count / most
        x, y = _LEFT + place * width, _TOP + height - size
        bars.append(
            f'<rect class="column" x="{_places(x + 2)}" y="{_places(y)}" width="{_places(width - 4)}"'
            f' height="{_places(size)}"/>'
        )
        if count:
            bars.append(
                f'<text x="{_places(x + width / 2)}" y="{_places(max(_TOP, y - 3))}" class="mid">{count}</text>'
            )
    ticks = "".join(
        f'<text x="{_places(_LEFT + place * width)}" y="{_HEIGHT - 16}" class="mid">{100 * place // parts}%</text>'
        for place in range(parts + 1)
    )
    return _svg("".join(bars) + ticks, label, "share known")


def scatter(points: Sequence[tuple[float, float, str, bool]], label: str) -> str:
    """Return questions by difficulty and discrimination.

    points: the share of right answers, the discrimination from -1 to 1, the name, and whether it has advice.
    """
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _BOTTOM - _TOP

    def y(value: float) -> float:
        return _TOP + height * (1 - value) / 2

    lines = "".join(
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_places(y(value))}" y2="{_places(y(value))}"/>'
        f'<text x="{_LEFT - 6}" y="{_places(y(value) + 4)}" class="end">{value:g}</text>'
        for value in (-1, -0.5, 0, 0.2, 0.5, 1)
    )
    ticks = "".join(
        f'<text x="{_places(_LEFT + width * place / 10)}" y="{_HEIGHT - 16}" class="mid">{10 * place}%</text>'
        for place in range(0, 11, 2)
    )
    dots = "".join(
        f'<circle class="{"flagged" if flagged else "fine"}" cx="{_places(_LEFT + width * right)}"'
        f' cy="{_places(y(value))}" r="4"><title>{escape(name)}</title></circle>'
        for right, value, name, flagged in points
    )
    return _svg(lines + ticks + dots, label, "right answers; upwards: discrimination")


def _svg(content: str, label: str, axis: str) -> str:
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">{content}'
        f'<text x="{_WIDTH / 2:g}" y="{_HEIGHT - 2}" class="mid">{escape(axis)}</text></svg>'
    )


def _places(value: float) -> str:
    return f"{value:.1f}"
