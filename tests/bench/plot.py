"""The plot: durable registrations a second, as bars. Dark text on a white card, which is readable
on every page. First all programs over 64 connections, on a logarithmic scale; then Lastseat and
Node over fewer and more connections, on a linear one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from report import NODE, PEERS, PLOTTED, Figures, about, measured, over

WIDTH = 880
LEFT, RIGHT = 350, 86  # of the bars: room for names and for figures
TOP, BOTTOM = 100, 40
ROW, BAR, GAP = 36, 22, 14
TICKS = 5  # on a linear scale, at most

INK, FAINT, GRID, CARD = "#1c2430", "#5c6675", "#e4e8ee", "#ffffff"
OURS, PEER, CEILING = "#0b6e4f", "#8490a3", "#d3d9e3"


@dataclass
class Bar:
    words: str
    rate: float | None
    colour: str
    gap: int = 0  # above it and all that follow


@dataclass
class Scale:
    ticks: list[int]
    share: Callable[[float], float]  # of the width


def bars(figures: Figures, machine: dict) -> str:
    drawn = [
        text(24, 36, "Durable registrations a second", 'font-size="19" font-weight="600"'),
        text(24, 58, "One hot event, 64 connections. The scale is logarithmic.", f'fill="{FAINT}"'),
        text(24, 78, about(machine), f'font-size="12" fill="{FAINT}"'),
    ]
    end = chart(drawn, TOP, all_of_64(figures), logarithmic)
    more = over_connections(figures)
    if more:
        drawn.append(text(24, end + 24, "Over fewer and more connections", f'fill="{FAINT}"'))
        end = chart(drawn, end + 44, more, linear)
    card = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {end}" width="{WIDTH}" '
        f'height="{end}" font-family="system-ui, sans-serif" font-size="14" fill="{INK}">',
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{end - 1}" rx="10" fill="{CARD}" '
        f'stroke="{CEILING}"/>',
    ]
    return "\n".join([*card, *drawn, "</svg>\n"])


def all_of_64(figures: Figures) -> list[Bar]:
    ours = figures.median("lastseat 64") or figures.median("hot 64")
    peers = [Bar(PEERS[name], figures.median(f"{name} 64"), PEER) for name in PLOTTED]
    return [
        Bar("Lastseat; over HTTP", ours, OURS),
        *sorted(peers, key=lambda peer: -(peer.rate or 0)),
        Bar("ceiling: HTTP, a constant answer", figures.median("constant 64"), CEILING, GAP),
        Bar("ceiling: SQLite, 64 in a commit", figures.median("sqlite 64"), CEILING),
    ]


def over_connections(figures: Figures) -> list[Bar]:
    found = []
    for connections in measured(figures):
        gap = GAP if found else 0
        ours = figures.median(f"lastseat {connections}")
        found.append(Bar(f"{over(connections)}: Lastseat", ours, OURS, gap))
        for peer, words in NODE.items():
            found.append(Bar(words, figures.median(f"{peer} {connections}"), PEER))
    return found


def logarithmic(rates: list[float]) -> Scale:
    lowest = 10 ** math.floor(math.log10(min(rates)))
    span = math.log(max(rates) / lowest) or 1
    ticks = [lowest]
    while ticks[-1] * 10 <= max(rates):
        ticks.append(ticks[-1] * 10)
    return Scale(ticks, lambda rate: math.log(rate / lowest) / span)


def linear(rates: list[float]) -> Scale:
    highest = max(rates)
    step = 10 ** math.floor(math.log10(highest))
    while highest / step < 2:
        step //= 2
    step *= math.ceil(highest / step / TICKS)
    return Scale([step * n for n in range(int(highest / step) + 1)], lambda rate: rate / highest)


def chart(drawn: list[str], top: int, rows: list[Bar], scaled: Callable) -> int:
    """Draws the bars that have a rate, and returns where the chart ends."""
    rows = [row for row in rows if row.rate]
    scale = scaled([row.rate for row in rows] or [1])
    end = top + ROW * len(rows) + sum(row.gap for row in rows)
    for tick in scale.ticks:
        x = place(scale, tick)
        drawn.append(f'<path d="M{x:.1f} {top - 4}V{end}" stroke="{GRID}"/>')
        style = f'text-anchor="middle" font-size="12" fill="{FAINT}"'
        drawn.append(text(x, end + 18, f"{tick:,}", style))
    for row in rows:
        top += row.gap
        bar = top + (ROW - BAR) // 2
        weight = ' font-weight="600"' if row.colour == OURS else ""
        width = max(place(scale, row.rate) - LEFT, 2)
        drawn += [
            text(LEFT - 12, bar + 16, row.words, f'text-anchor="end"{weight}'),
            f'<rect x="{LEFT}" y="{bar}" width="{width:.1f}" height="{BAR}" fill="{row.colour}"/>',
            text(LEFT + width + 8, bar + 16, f"{row.rate:,.0f}", weight),
        ]
        top += ROW
    return end + BOTTOM


def place(scale: Scale, rate: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * scale.share(rate)


def text(x: float, y: float, words: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" {style.strip()}>{escape(words)}</text>'
