"""Drawings as SVG values: the bar of who pays, the QR square, columns by hour. Whole numbers only, no style attribute."""

from dataclasses import dataclass

import segno

from yimatong.kernel.money import Fen

BAR_WIDTH = 10_000
BAR_GAP = 40
BAR_LEAST = 60
"""A payer that pays anything is seen, however little it is."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One payer's stretch of the bar, in 1/10 000 of its width."""

    key: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Column:
    """One hour of the day's chart, in the chart's own units; `now` marks the hour that is not over."""

    label: str
    count: int
    x: int
    y: int
    height: int
    now: bool


@dataclass(frozen=True, slots=True)
class Square:
    """A QR square: modules per side, and the one path that draws its dark modules."""

    side: int
    path: str


def bar_segments(shares: tuple[tuple[str, Fen], ...]) -> tuple[Segment, ...]:
    """Stretches of (key, amount) in order. Nothing for amounts that are zero, no bar at all when one is negative."""
    paying = [(key, amount) for key, amount in shares if amount > 0]
    total = sum(amount for _, amount in paying)
    if not paying or any(amount < 0 for _, amount in shares):
        return ()
    room = BAR_WIDTH - BAR_GAP * (len(paying) - 1) - BAR_LEAST * len(paying)
    segments, x = [], 0
    for key, amount in paying:
        width = BAR_LEAST + room * amount // total
        segments.append(Segment(key, x, width))
        x += width + BAR_GAP
    last = segments[-1]
    segments[-1] = Segment(last.key, last.x, BAR_WIDTH - last.x)
    return tuple(segments)


def qr_square(text: str) -> Square:
    """The QR code of a short text, error level Q, as one SVG path without a border."""
    matrix = segno.make_qr(text, error="q").matrix
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            runs.append(f"M{start} {y}.5h{x - start}")
    return Square(len(matrix), "".join(runs))


def hour_columns(counts: tuple[int, ...], height: int = 140, step: int = 36) -> tuple[Column, ...]:
    """One column per hour of the day so far; the last is the running hour. The tallest takes the whole height."""
    tallest = max(counts, default=0) or 1
    columns = []
    for hour, count in enumerate(counts):
        tall = max(2, count * height // tallest)
        columns.append(Column(str(hour), count, 6 + hour * step, 160 - tall, tall, hour == len(counts) - 1))
    return tuple(columns)
