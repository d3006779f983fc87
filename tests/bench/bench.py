"""Measures Lastseat, its upper limits and its peers in one run on one machine; ./dev bench runs it.

Rounds go in turn (A B C A B C …), and medians are shown: machines are noisy and drift, so figures
are to be compared within one run only. It fails when an answer was wrong, not when it was slow."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import plot
import report
from children import Constant, Crowd, Failure, Fest, Lastseat, Node, Postgres, Redis, SeedDesign
from children import Server, json_of, output_of

PARTS = ("engine", "http", "rush", "growth", "mirror", "crowd", "cost", "peers")
ORDINARY = (18_000, 6_000)  # registrations and students of an ordinary fest
STARTS = 5  # of it in a round
MIRROR_PAUSE = 12  # seconds after the start of a fest of report.MIRRORED
OPEN_FILES = 20_000


class Bench:
    """One run. Each part measures one round."""

    def __init__(self, program: Path, work: Path, options: argparse.Namespace):
        self.program = program
        self.programs = options.programs.resolve()
        self.packages = options.packages.resolve()
        self.work = work
        self.seconds = options.seconds
        self.connections = options.connections
        self.against = options.against
        self.figures = report.Figures()
        self.problems: list[str] = []
        self.large: Fest | None = None
        self.next_student = 0  # of the seed design

    def add(self, name: str, **numbers):
        self.figures.add(name, **numbers)
        shown = ", ".join(f"{report.shown(n)} {field}" for field, n in numbers.items())
        print(f"  {name}: {shown}", file=sys.stderr, flush=True)

    def problem(self, text: str):
        self.problems.append(text)
        print(f"  WRONG: {text}", file=sys.stderr, flush=True)

    def lastseat(self, fest: Fest) -> Lastseat:
        return Lastseat(self.program, fest)

    def fest(self, name: str, registrations: int = 0, students: int = 0) -> Fest:
        return Fest(self.programs, self.work / name, registrations, students)

    def load(self, name: str, desk: Lastseat, kind: str, connections: int) -> dict:
        figures = self.answered(name, desk.load(kind, connections, self.seconds))
        if figures["errors"]:
            self.problem(f"{name}: {figures['errors']} errors")
        return figures

    def answered(self, name: str, figures: dict) -> dict:
        other = figures.pop("other")
        if other:
            counts = ", ".join(f"{status}: {count} times" for status, count in other.items())
            self.problem(f"{name}: unexpected answers ({counts})")
        return figures

    def check(self, fest: Fest):
        """Lastseat's own check of the fest that was just loaded."""
        try:
            output_of([self.program, "check", "--data", fest.folder])
        except Failure as error:
            self.problem(str(error))

    # -------------------------------------------------------------------------------------- parts

    def fsync(self):
        self.add("fsync", **json_of([self.programs / "bench_engine", "fsync", 1]))

    def engine(self):
        for batch in report.BATCHES:
            for what in ("sqlite", "engine"):
                command = [self.programs / "bench_engine", what, batch, self.seconds / 2]
                self.add(f"{what} {batch}", **json_of(command))

    def http(self):
        with Constant(self.programs, self.work) as constant:
            fest = self.fest("hot")
            with self.lastseat(fest) as desk:
                for connections in report.CONNECTIONS:
                    if connections == 1:
                        self.fsync()  # next to what is compared with it
                    figures = self.answered(
                        "constant", constant.load("hot", connections, self.seconds)
                    )
                    self.add(f"constant {connections}", **figures)
                    name = f"hot {connections}"
                    self.add(name, **self.load(name, desk, "hot", connections))
                self.add("scattered 64", **self.load("scattered 64", desk, "scattered", 64))
                figures = self.answered("constant", constant.load("unchanged", 64, self.seconds))
                self.add("constant unchanged 64", **figures)
                self.add("unchanged 64", **self.load("unchanged 64", desk, "unchanged", 64))
            fest.remove()
        for kind in ("spread", "mix"):
            fest = self.fest(kind)
            with self.lastseat(fest) as desk:
                for connections in report.CONNECTIONS:
                    name = f"{kind} {connections}"
                    self.add(name, **self.load(name, desk, kind, connections))
            self.check(fest)
            fest.remove()

    def rush(self):
        students, seats, connections = report.RUSH
        fest = self.fest("rush")
        with self.lastseat(fest) as desk:
            event = {
                "code": "RUSH",
                "title": "Everybody wants this",
                "starts_at": "2027-01-26T09:00",
                "ends_at": "2027-01-26T10:00",
                "capacity": seats,
            }
            desk.ask("/api/events", event)
            figures = json_of(
                [self.programs / "bench_rush", desk.port, "RUSH", students, connections]
            )
            self.add("rush", **figures)
            taken = desk.ask("/api/events/RUSH")[0]["taken"]
        if figures["answered"] != students or figures["errors"]:
            self.problem(
                f"rush: {figures['answered']} of {students} answered, {figures['errors']} errors"
            )
        if not figures["confirmed"] == figures["seats"] == taken == seats:
            self.problem(
                f"rush: of {seats} seats {taken} are taken, {figures['confirmed']} were confirmed, "
                f"with {figures['seats']} different numbers"
            )
        self.check(fest)
        fest.remove()

    def growth(self):
        for size in report.SIZES:
            if size == report.SIZES[-1]:
                # It takes long to create and grows little, so it is shared by all rounds.
                fest = self.large = self.large or self.closed_fest("large", size)
            else:
                fest = self.closed_fest("growing", size)
            name = f"growth {size}"
            with self.lastseat(fest) as desk:
                started = self.load(name, desk, "hot", 64)
                desk.wait_until_idle()
                settled = self.load(name, desk, "hot", 64)
                scattered = self.load(name, desk, "scattered", 64)
                self.add(
                    name,
                    scattered_rate=scattered["rate"],
                    start_ms=desk.start_ms,
                    started_rate=started["rate"],
                    rate=settled["rate"],
                    p99_ms=settled["p99_ms"],
                    memory_mb=desk.memory_mb(),
                )
            if fest is not self.large:
                fest.remove()

    def closed_fest(self, name: str, registrations: int, students: int = 0) -> Fest:
        """A fest that was opened once, so that it has a mirror."""
        fest = self.fest(name, registrations, students)
        with self.lastseat(fest):
            pass
        return fest

    def mirror(self):
        """A load that begins when the mirror is written, and lasts until it is written again."""
        fest = self.closed_fest("mirrored", report.MIRRORED)
        mirror = fest.folder / "registrations.json"
        with self.lastseat(fest) as desk:
            time.sleep(MIRROR_PAUSE)
            before = mirror.stat().st_ino
            figures = self.answered("mirror", desk.load("hot", 64, 5 * self.seconds))
            if mirror.stat().st_ino == before:
                self.problem("mirror: it was not written under the load")
            self.add("mirror", **figures)
        fest.remove()

    def crowd(self):
        idle, slow = report.CROWD
        fest = self.fest("crowd")
        with self.lastseat(fest) as desk:
            for connections in report.DESKS:
                with Crowd(desk.port, idle, slow) as crowd:
                    figures = desk.load("hot", connections, self.seconds)
                    figures["other"].pop(503, None)  # an error, but not a wrong answer
                    figures = self.answered("crowd", figures)
                    memory = desk.memory_mb("VmRSS")
                self.add(f"crowd {connections}", **figures, **crowd.open, memory_mb=memory)
        self.check(fest)
        fest.remove()

    def cost(self):
        registrations = ORDINARY[0]
        fest = self.closed_fest("ordinary", *ORDINARY)
        database = (fest.folder / "lastseat.db").stat().st_size
        mirror = (fest.folder / "registrations.json").stat().st_size
        cold, warm = [], []
        for _ in range(STARTS):
            forget(self.program)
            forget(fest.folder / "lastseat.db")
            for starts in (cold, warm):
                with self.lastseat(fest) as desk:
                    starts.append(desk.start_ms)
                    desk.wait_until_idle()
                    memory = desk.memory_mb()
        with self.lastseat(fest) as desk:
            before = desk.written_bytes()
            figures = self.load("cost", desk, "hot", 64)
            after = desk.written_bytes()
            self.add(
                "cost",
                start_ms=report.median(cold),
                warm_start_ms=report.median(warm),
                idle_memory_mb=memory,
                memory_mb=desk.memory_mb(),
                database_bytes=database / registrations,
                mirror_bytes=mirror / registrations,
            )
            if before is not None and after is not None:
                self.add("cost", written_bytes=(after - before) / figures["answered"])
        fest.remove()

    def peers(self):
        """Only the program that is being measured runs."""
        for connections in self.connections:
            name = f"lastseat {connections}"
            fest = self.fest("beside")
            with self.lastseat(fest) as desk:
                load = lambda: self.load(name, desk, "hot", connections)
                self.add(name, **self.switching(desk, load))
            fest.remove()
            for peer in report.NODE:
                if peer in self.against:
                    self.node(peer, connections)
        if 64 in self.connections:
            self.peers_of_64()

    def node(self, peer: str, connections: int):
        with Node(self.work, f"{peer}.js", self.packages) as node:
            figures = self.switching(node, lambda: node.load(connections, self.seconds))
        figures.pop("other")
        self.add(f"{peer} {connections}", **figures)

    def switching(self, server: Server, load: Callable[[], dict]) -> dict:
        """The figures of a load, with the context switches for each answer."""
        before = server.switches()
        figures = load()
        return {**figures, "switches": (server.switches() - before) / max(figures["answered"], 1)}

    def peers_of_64(self):
        for name, durable in (("seed", True), ("seed_in_memory", False)):
            if name not in self.against:
                continue
            with Redis(self.work, durable), SeedDesign(self.work) as seed:
                figures = seed.load(64, self.seconds, self.next_student)
            self.next_student += self.seconds * 100_000
            figures.pop("other")
            self.add(f"{name} 64", **figures)
        for name in ("for_update", "one_statement"):
            if name in self.against:
                with Postgres(self.work) as postgres:
                    self.add(f"{name} 64", **postgres.load(f"{name}.sql", 64, self.seconds))
        if "redis" in self.against:
            with Redis(self.work, durable=True) as redis:
                self.add("redis 64", **redis.load(64, self.seconds))


def forget(file: Path):
    """Makes the system read it from the disk again."""
    with open(file, "rb") as opened:
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def allow_open_files():
    """For this program and its children. More than the hard limit is a matter of root."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < OPEN_FILES and os.geteuid() == 0:
        hard = OPEN_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def end_in_order(number, _frame):
    """Only the first signal counts: ending the children must not be interrupted."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


def arguments() -> argparse.Namespace:
    def positive(text: str) -> int:
        if int(text) < 1:
            raise ValueError
        return int(text)

    def connections(text: str) -> list[int]:
        return [positive(each) for each in text.split(",")]

    def peers(text: str) -> list[str]:
        names = text.split(",")
        for name in names:
            if name not in report.PEERS:
                raise argparse.ArgumentTypeError(f"there is no {name}; {', '.join(report.PEERS)}")
        return names

    parser = argparse.ArgumentParser(
        prog="./dev bench", description="Measures Lastseat, its ceilings and its peers, in turn."
    )
    add = parser.add_argument
    add("parts", nargs="*", metavar="PART", help=f"which of {', '.join(PARTS)}; default: all")
    add("--rounds", type=positive, default=3, metavar="N", help="how many rounds; default: 3")
    add("--seconds", type=positive, default=4, metavar="S", help="length of a load; default: 4")
    add("--markdown", type=Path, metavar="FILE", help="write the tables")
    add("--json", type=Path, metavar="FILE", help="write every figure of every round")
    add("--svg", type=Path, metavar="FILE", help="write the plot: of engine, http and peers")
    every = ",".join(report.PEERS)
    add("--against", type=peers, default=peers(every), metavar="NAME,…", help=f"default: {every}")
    every = ",".join(str(each) for each in report.CONNECTIONS)
    words = f"to the peers; default: {every}"
    add("--connections", type=connections, default=connections(every), metavar="N,…", help=words)
    add("--programs", type=Path, required=True, help=argparse.SUPPRESS)
    add("--packages", type=Path, required=True, help=argparse.SUPPRESS)
    add("--work", type=Path, required=True, help=argparse.SUPPRESS)
    found = parser.parse_args()
    for part in found.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part}")
    found.parts = [part for part in PARTS if part in found.parts or not found.parts]
    return found


def measure(options: argparse.Namespace, bench: Bench):
    for number in range(1, options.rounds + 1):
        print(f"round {number} of {options.rounds}", file=sys.stderr, flush=True)
        bench.fsync()
        for part in options.parts:
            getattr(bench, part)()


def tell(options: argparse.Namespace, bench: Bench, machine: dict):
    figures, problems = bench.figures, bench.problems
    tables = report.tables(figures)
    print(report.as_text(tables, machine))
    if problems:
        print("WRONG, whatever the figures say:")
        print("".join(f"  {each}\n" for each in problems))
    if options.markdown:
        options.markdown.write_text(report.as_markdown(tables, machine))
    if options.svg:
        options.svg.write_text(plot.bars(figures, machine))
    if options.json:
        everything = {
            "machine": machine,
            "rounds": options.rounds,
            "seconds": options.seconds,
            "figures": figures.samples,
            "problems": problems,
        }
        options.json.write_text(json.dumps(everything, indent=2) + "\n")


def main() -> int:
    options = arguments()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, end_in_order)
    allow_open_files()
    program = Path(os.environ.get("LASTSEAT_PROGRAM", "")).resolve()
    if not program.is_file():
        print("bench: LASTSEAT_PROGRAM is to name the program", file=sys.stderr)
        return 2
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    with open(work.with_suffix(".lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("bench: another one is running", file=sys.stderr)
            return 1
        shutil.rmtree(work)  # what one left that was killed
        work.mkdir()
        os.environ["TMPDIR"] = str(work)  # everything on one disk
        machine = report.machine(work)
        bench = Bench(program, work, options)
        try:
            print(report.about(machine), file=sys.stderr, flush=True)
            measure(options, bench)
        except (Failure, OSError) as error:
            bench.problem(str(error))
        finally:
            shutil.rmtree(work, ignore_errors=True)
    tell(options, bench, machine)
    return 1 if bench.problems else 0


if __name__ == "__main__":
    sys.exit(main())
