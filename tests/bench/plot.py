"""The plot: durable registrations a second, as bars on a logarithmic scale. Dark text on a white
card, which is readable on every page."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

from report import PEERS, PLOTTED, Figures, about

WIDTH = 880
LEFT, RIGHT = 350, 86  # of the bars: room for names and for figures
TOP, BOTTOM = 100, 40
ROW, BAR, GAP = 36, 22, 14

INK, FAINT, GRID, CARD = "#1c2430", "#5c6675", "#e4e8ee", "#ffffff"
OURS, PEER, CEILING = "#0b6e4f", "#8490a3", "#d3d9e3"


def bars(figures: Figures, machine: dict) -> str:
    ours = figures.median("lastseat") or figures.median("hot 64")
    peers = [(PEERS[name], figures.median(name), PEER) for name in PLOTTED]
    rows = [
        ("Lastseat; over HTTP", ours, OURS),
        *sorted(peers, key=lambda peer: -(peer[1] or 0)),
        ("ceiling: HTTP, a constant answer", figures.median("constant 64"), CEILING),
        ("ceiling: SQLite, 64 in a commit", figures.median("sqlite 64"), CEILING),
    ]
    rows = [row for row in rows if row[1]]
    rates = [rate for _, rate, _ in rows] or [1]
    lowest, highest = 10 ** math.floor(math.log10(min(rates))), max(rates)

    def place(rate: float) -> float:
        span = math.log(highest / lowest) or 1
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(rate / lowest) / span

    end = TOP + ROW * len(rows) + GAP
    height = end + BOTTOM
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="system-ui, sans-serif" font-size="14" fill="{INK}">',
        f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="10" fill="{CARD}" '
        f'stroke="{CEILING}"/>',
        text(24, 36, "Durable registrations a second", 'font-size="19" font-weight="600"'),
        text(24, 58, "One hot event, 64 connections. The scale is logarithmic.", f'fill="{FAINT}"'),
        text(24, 78, about(machine), f'font-size="12" fill="{FAINT}"'),
    ]
    tick = lowest
    while tick <= highest:
        x = f"{place(tick):.1f}"
        drawn.append(f'<path d="M{x} {TOP - 4}V{end}" stroke="{GRID}"/>')
        style = f'text-anchor="middle" font-size="12" fill="{FAINT}"'
        drawn.append(text(place(tick), end + 18, f"{tick:,}", style))
        tick *= 10
    for number, (words, rate, colour) in enumerate(rows):
        top = TOP + ROW * number + (ROW - BAR) // 2 + (GAP if colour == CEILING else 0)
        weight = ' font-weight="600"' if colour == OURS else ""
        width = max(place(rate) - LEFT, 2)
        drawn += [
            text(LEFT - 12, top + 16, words, f'text-anchor="end"{weight}'),
            f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>',
            text(LEFT + width + 8, top + 16, f"{rate:,.0f}", weight),
        ]
    return "\n".join([*drawn, "</svg>\n"])


def text(x: float, y: float, words: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" {style.strip()}>{escape(words)}</text>'
