"""The measurements as tables, and the targets (issue 4)."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import dataclass, field
from pathlib import Path

BATCHES = (1, 16, 64, 256)
CONNECTIONS = (1, 16, 64, 256)
RUSH = (10_000, 500, 500)  # students, seats, connections
SIZES = (0, 100_000, 1_000_000)  # registrations that are in the file
MIRRORED = 100_000  # registrations in the mirror
CROWD = (10_000, 2_000)  # idle connections, slow ones
DESKS = (1, 16)  # connections beside the crowd
PEERS = {
    "node_group": "Node, SQLite, group commit; over HTTP",
    "node_sqlite": "Node, SQLite, single commits; over HTTP",
    "seed": "Flask, a Redis lock, SQLite; over HTTP",
    "seed_in_memory": "Flask, a lock in a Redis without persistence, SQLite; over HTTP",
    "for_update": "PostgreSQL, SELECT … FOR UPDATE; no HTTP",
    "one_statement": "PostgreSQL, one statement; no HTTP",
    "redis": "Redis script, appendfsync always; no HTTP",
}
PLOTTED = ("node_group", "node_sqlite", "seed", "for_update", "one_statement", "redis")
NODE = {"node_group": "Node, group commit", "node_sqlite": "Node, single commits"}
KEPT = (
    "Node is its http module with better-sqlite3. With group commit, it keeps students, seats, "
    "tickets, idempotency keys and a journal of requests and answers, as Lastseat does, but has no "
    "hash chain, waiting lists, teams, checks of input or guard against other sites. All others "
    "keep only the number of seats and who registered."
)

median = statistics.median


class Figures:
    """For each thing measured: field → its value in each round."""

    def __init__(self):
        self.samples: dict[str, dict[str, list[float]]] = {}

    def add(self, name: str, **numbers: float):
        fields = self.samples.setdefault(name, {})
        for each, number in numbers.items():
            fields.setdefault(each, []).append(number)

    def median(self, name: str, each: str = "rate") -> float | None:
        values = self.samples.get(name, {}).get(each)
        return median(values) if values else None

    def all(self, name: str, each: str) -> list[float]:
        return self.samples.get(name, {}).get(each, [])

    def total(self, name: str, each: str) -> float | None:
        values = self.all(name, each)
        return sum(values) if values else None


@dataclass
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)
    note: str = ""


# --------------------------------------------------------------------------------------- numbers


def shown(number: float | None, digits: int | None = None) -> str:
    """With as many digits as are significant."""
    if number is None:
        return "–"
    if digits is None:
        digits = 0 if abs(number) >= 100 or number == int(number) else 1 if abs(number) >= 10 else 2
    return f"{number:,.{digits}f}"


def over(connections: int) -> str:
    return f"{connections} connection{'s'[: connections > 1]}"


def ratio(a: float | None, b: float | None) -> float | None:
    return a / b if a is not None and b else None


def joint(a: float | None, b: float | None) -> float | None:
    """The rate of doing both things, one after the other."""
    return 1 / (1 / a + 1 / b) if a and b else None


# --------------------------------------------------------------------------------------- machine


def machine(folder: Path) -> dict:
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    mounts = []  # the last of the longest one counts
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, point, kind = line.split()[:3]
        if folder.is_relative_to(point):
            mounts.append((len(point), kind))
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "kernel": f"{platform.system()} {platform.release().partition('-')[0]}",
        "file system": max(mounts, key=lambda mount: mount[0])[1],
    }


def about(machine: dict) -> str:
    return (
        f"{machine['processor']}, {machine['cores']} cores shared with the load generator, "
        f"{machine['kernel']}, {machine['file system']}"
    )


# ---------------------------------------------------------------------------------------- tables


def tables(figures: Figures) -> list[Table]:
    made = [
        disk(figures),
        engine(figures),
        http(figures),
        rush(figures),
        growth(figures),
        mirror(figures),
        crowd(figures),
        cost(figures),
        peers(figures),
        node(figures),
        targets(figures),
    ]
    return [table for table in made if table.rows]


def disk(figures: Figures) -> Table:
    table = Table("The disk: 4 KiB written and flushed", ["p50 ms", "p99 ms"])
    times = [figures.median("fsync", each) for each in ("p50_ms", "p99_ms")]
    if all(times):
        table.rows.append([shown(time, 3) for time in times])
    return table


def engine(figures: Figures) -> Table:
    table = Table(
        "The engine alone: registrations a second",
        ["commands in a batch", "SQLite alone", "engine", "ratio"],
        note="SQLite alone runs the engine's statements with the same values, but makes no "
        "decisions, hashes or JSON.",
    )
    for batch in BATCHES:
        alone, ours = figures.median(f"sqlite {batch}"), figures.median(f"engine {batch}")
        if ours:
            table.rows.append([str(batch), shown(alone), shown(ours), shown(ratio(ours, alone), 2)])
    return table


def http(figures: Figures) -> Table:
    table = Table(
        "Over HTTP",
        ["load", "connections", "answers /s", "p50 ms", "p99 ms", "p99.9 ms", "errors"],
    )
    kinds = {
        "hot": "one hot event",
        "scattered": "the same, rolls and keys in random order",
        "spread": "36 events",
        "mix": "mix: 60 % reads, 30 % registrations, 10 % cancels",
        "unchanged": "/api/events, If-None-Match",
        "constant": "ceiling: cpp-httplib answers a constant",
        "constant unchanged": "ceiling: the same, If-None-Match",
    }
    for kind, words in kinds.items():
        for connections in CONNECTIONS:
            name = f"{kind} {connections}"
            if figures.median(name):
                times = [figures.median(name, each) for each in ("p50_ms", "p99_ms", "p99.9_ms")]
                table.rows.append(
                    [words, str(connections), shown(figures.median(name))]
                    + [shown(time, 2) for time in times]
                    + [shown(figures.total(name, "errors"))]
                )
    return table


def rush(figures: Figures) -> Table:
    students, seats, connections = RUSH
    table = Table(
        f"The rush: {students:,} students request {seats} seats over {connections} connections",
        ["answered", "confirmed", "errors", "last answer after s", "p50 ms", "p99 ms"],
    )
    if figures.median("rush", "seconds"):
        counts = [figures.median("rush", each) for each in ("answered", "confirmed")]
        times = [figures.median("rush", each) for each in ("seconds", "p50_ms", "p99_ms")]
        table.rows.append(
            [shown(count) for count in counts]
            + [shown(figures.total("rush", "errors"))]
            + [shown(time, 2) for time in times]
        )
    return table


def growth(figures: Figures) -> Table:
    table = Table(
        "Growth: one hot event, 64 connections",
        ["registrations in the file", "registrations /s", "of empty", "just started /s"]
        + ["of empty", "in random order /s", "of empty", "p99 ms", "ready after ms", "memory MB"],
        note="Just started, the program also writes the mirror, and checks the fest if it is not "
        "too large. The other loads run when that is done.",
    )
    empty, empty_started, empty_scattered = (
        figures.median("growth 0", each) for each in ("rate", "started_rate", "scattered_rate")
    )
    for size in SIZES:
        name = f"growth {size}"
        rate, started, scattered = (
            figures.median(name, each) for each in ("rate", "started_rate", "scattered_rate")
        )
        if rate:
            table.rows.append(
                [
                    f"{size:,}",
                    shown(rate),
                    shown(ratio(rate, empty), 2),
                    shown(started),
                    shown(ratio(started, empty_started), 2),
                    shown(scattered),
                    shown(ratio(scattered, empty_scattered), 2),
                    shown(figures.median(name, "p99_ms"), 2),
                    shown(figures.median(name, "start_ms")),
                    shown(figures.median(name, "memory_mb")),
                ]
            )
    return table


def mirror(figures: Figures) -> Table:
    table = Table(
        f"While the mirror is written: {MIRRORED:,} registrations when it begins, 64 connections",
        ["registrations /s", "p50 ms", "p99 ms", "p99.9 ms", "errors"],
    )
    if figures.median("mirror"):
        times = [figures.median("mirror", each) for each in ("p50_ms", "p99_ms", "p99.9_ms")]
        table.rows.append(
            [shown(figures.median("mirror"))]
            + [shown(time, 2) for time in times]
            + [shown(figures.total("mirror", "errors"))]
        )
    return table


def crowd(figures: Figures) -> Table:
    idle, slow = CROWD
    table = Table(
        f"A desk beside {idle:,} idle connections and {slow:,} that send a byte a second",
        ["connections of the desk", "registrations /s", "p50 ms", "p99 ms", "errors"]
        + ["idle ones open", "slow ones open", "memory MB"],
        note="A connection that Lastseat closes is opened again a second later at the latest.",
    )
    for connections in DESKS:
        name = f"crowd {connections}"
        if figures.median(name, "memory_mb"):
            times = [figures.median(name, each) for each in ("p50_ms", "p99_ms")]
            table.rows.append(
                [str(connections), shown(figures.median(name))]
                + [shown(time, 2) for time in times]
                + [shown(figures.total(name, "errors"))]
                + [shown(figures.median(name, each)) for each in ("idle", "slow", "memory_mb")]
            )
    return table


def cost(figures: Figures) -> Table:
    table = Table(
        "What an ordinary fest costs: 36 events, 6,000 students, 18,000 registrations", ["", ""]
    )
    lines = {
        "start_ms": "ready after a cold start, with nothing in the page cache, ms",
        "warm_start_ms": "ready after a second start, ms",
        "idle_memory_mb": "memory when started, MB",
        "memory_mb": "memory after one hot event with 64 connections, MB",
        "database_bytes": "lastseat.db, bytes per registration",
        "mirror_bytes": "registrations.json, bytes per registration",
        "written_bytes": "written under that load, bytes per registration",
    }
    if figures.median("cost", "start_ms"):
        for each, words in lines.items():
            number = figures.median("cost", each)
            unreadable = "not reported by the kernel" if each == "written_bytes" else ""
            table.rows.append([words, unreadable if number is None else shown(number)])
    return table


def peers(figures: Figures) -> Table:
    table = Table(
        "Compared with alternatives: one hot event, 64 connections, every answer durable",
        ["", "registrations /s", "p50 ms", "p99 ms", "errors", "Lastseat is"],
        note=KEPT,
    )
    ours = figures.median("lastseat 64")
    for peer, words in {"lastseat": "Lastseat; over HTTP", **PEERS}.items():
        name = f"{peer} 64"
        rate = figures.median(name)
        if rate:
            times = [shown(figures.median(name, each), 1) for each in ("p50_ms", "p99_ms")]
            mean = figures.median(name, "mean_ms")
            if mean:
                times = [f"mean {mean:.1f}", "–"]
            errors = shown(figures.total(name, "errors"))
            faster = "" if peer == "lastseat" else shown(ratio(ours, rate), 1) + " ×"
            table.rows.append([words, shown(rate), *times, errors, faster])
    return table


def node(figures: Figures) -> Table:
    table = Table("Compared with Node: one hot event, every answer durable", ["connections"])
    for words in ("Lastseat", *NODE.values()):
        table.columns += [f"{words} /s", "p99 ms", "switches"]
    table.columns += [f"of {words}" for words in NODE.values()]
    table.note = "Switches: how often a thread of the program left its core, for each registration."
    for connections in measured(figures):
        row = [str(connections)]
        for program in ("lastseat", *NODE):
            name = f"{program} {connections}"
            row += [shown(figures.median(name)), shown(figures.median(name, "p99_ms"), 2)]
            row += [shown(figures.median(name, "switches"), 2)]
        ours = figures.median(f"lastseat {connections}")
        for peer in NODE:
            faster = ratio(ours, figures.median(f"{peer} {connections}"))
            row.append("–" if faster is None else shown(faster, 2) + " ×")
        table.rows.append(row)
    return table


def measured(figures: Figures) -> list[int]:
    """Over how many connections Lastseat was compared."""
    names = [name.split() for name in figures.samples]
    return sorted(int(words[1]) for words in names if words[0] == "lastseat")


# --------------------------------------------------------------------------------------- targets


def targets(figures: Figures) -> Table:
    table = Table("Targets", ["what", "target", "this run", ""])
    number = figures.median

    def row(what: str, wanted: str, this: str, met: bool | None):
        words = {True: "met", False: "not met", None: "not measured"}
        table.rows.append([what, wanted, this, words[met]])

    def with_unit(value: float | None, unit: str) -> str:
        return shown(value) + (f" {unit}" if unit and value is not None else "")

    def least(what: str, value: float | None, bound: float, unit: str = ""):
        met = None if value is None else value >= bound
        row(what, f"≥ {with_unit(bound, unit)}", with_unit(value, unit), met)

    def most(what: str, value: float | None, bound: float | None, unit: str = ""):
        met = None if value is None or bound is None else value <= bound
        row(what, f"≤ {with_unit(bound, unit)}", with_unit(value, unit), met)

    def compared(peer: str, connections: int, bound: float):
        times = ratio(number(f"lastseat {connections}"), number(f"{peer} {connections}"))
        what = PEERS[peer].partition(";")[0]
        least(f"{over(connections)}: compared with {what}", times, bound, "×")

    for connections, bound in ((1, 1.3), (16, 2), (64, 2), (256, 2)):
        compared("node_group", connections, bound)
    for peer, bound in (("node_sqlite", 3), ("seed", 30), ("for_update", 15)):
        compared(peer, 64, bound)
    for peer, bound in (("one_statement", 10), ("redis", 0.5)):
        compared(peer, 64, bound)
    ceiling = joint(number("constant 64"), number("sqlite 64"))
    least("64 connections: share of both ceilings", ratio(number("hot 64"), ceiling), 0.7)
    p99 = number("hot 64", "p99_ms")
    most("64 connections: p99", p99, 10, "ms")
    switches = number("lastseat 64", "switches")
    most("64 connections: context switches for each registration", switches, 0.6)

    flush = number("fsync", "p50_ms")
    bound = None if flush is None else 1.5 * flush + 0.5
    most("1 connection: p50, 1.5 fsync + 0.5 ms", number("hot 1", "p50_ms"), bound, "ms")
    most("256 connections: errors", figures.total("hot 256", "errors"), 0)
    bound = None if p99 is None else 4 * p99
    most("256 connections: p99, 4 × that of 64", number("hot 256", "p99_ms"), bound, "ms")

    students, seats, _ = RUSH
    answered = figures.all("rush", "answered")
    least("the rush: answered, each round", min(answered, default=None), students)
    confirmed = figures.all("rush", "confirmed")
    row(
        "the rush: confirmed, each round",
        f"= {seats}",
        ", ".join(shown(each) for each in sorted(set(confirmed))) or "–",
        set(confirmed) == {seats} if confirmed else None,
    )
    most("the rush: last answer", number("rush", "seconds"), 2, "s")

    p99 = number("mirror", "p99_ms")
    most(f"the mirror of {MIRRORED:,} registrations is written: p99", p99, 40, "ms")
    for connections in DESKS:
        what, name = f"{over(connections)} beside the crowd: p99", f"crowd {connections}"
        refused = figures.total(name, "errors")
        if refused:
            row(what, "≤ 10 ms", f"{shown(refused)} errors", False)
        else:
            most(what, number(name, "p99_ms"), 10, "ms")

    large, size = f"growth {SIZES[-1]}", f"{SIZES[-1]:,} registrations"
    least(f"{size}: share of the empty fest's rate", ratio(number(large), number("growth 0")), 0.9)
    most(f"{size}: ready after", number(large, "start_ms"), 1000, "ms")
    most(f"{size}: memory", number(large, "memory_mb"), 100, "MB")
    most("an ordinary fest: ready after a cold start", number("cost", "start_ms"), 100, "ms")
    looks = ratio(number("unchanged 64"), number("constant unchanged 64"))
    least("/api/events, If-None-Match: share of the constant's rate", looks, 0.8)
    if all(met == "not measured" for *_, met in table.rows):
        table.rows.clear()
    return table


# ------------------------------------------------------------------------------------------ text


def as_text(tables: list[Table], machine: dict) -> str:
    parts = [about(machine)]
    for table in tables:
        lines = [table.columns, *table.rows] if any(table.columns) else table.rows
        widths = [max(len(line[i]) for line in lines) for i in range(len(table.columns))]
        parts.append(
            table.title
            + "\n"
            + "\n".join("  " + aligned(line, widths).rstrip() for line in lines)
            + (f"\n  {table.note}" if table.note else "")
        )
    return "\n\n".join(parts) + "\n"


def aligned(line: list[str], widths: list[int]) -> str:
    first, *rest = [
        cell.ljust(width) if i == 0 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(line, widths))
    ]
    return "  ".join([first, *rest])


def as_markdown(tables: list[Table], machine: dict) -> str:
    parts = [about(machine) + "."]
    for table in tables:
        rule = ["---"] + ["---:"] * (len(table.columns) - 1)
        lines = [table.columns, rule, *table.rows]
        parts.append(
            f"**{table.title}**\n\n"
            + "\n".join("| " + " | ".join(line) + " |" for line in lines)
            + (f"\n\n{table.note}" if table.note else "")
        )
    return "\n\n".join(parts) + "\n"
