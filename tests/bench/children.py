"""The programs that are measured, and those that load them. Every child ends with the block that
started it, however the block ends."""

from __future__ import annotations

import glob
import json
import os
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
SEATS = 1_000_000_000
START_SECONDS = 120  # longer does nobody wait for a server
STOP_SECONDS = 300  # a million registrations are written into the mirror
TICKS = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """Why something could not be measured."""


def output_of(command: list, **options) -> str:
    """The output of a command, which must succeed."""
    words = [str(word) for word in command]
    options = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, **options}
    done = subprocess.run(words, **options)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip()
        raise Failure(f"{' '.join(words)[:200]} failed: {said[-2000:]}")
    return done.stdout


def json_of(command: list, **options) -> dict:
    """The last line that a command prints, as JSON."""
    return json.loads(output_of(command, **options).strip().splitlines()[-1])


def postgres_programs() -> str:
    found = glob.glob("/usr/lib/postgresql/*/bin")
    if not found:
        raise Failure("PostgreSQL is not installed")
    return max(found, key=lambda folder: int(folder.split("/")[-2].split(".")[0]))


# --------------------------------------------------------------------------------------- servers


class Server:
    """A child that listens on a port. Use it in a `with`."""

    port: int
    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL

    def __init__(self, folder: Path):
        self.folder = folder
        self.log = folder / f"{type(self).__name__}.log"

    def command(self) -> list:
        raise NotImplementedError

    def options(self) -> dict:
        """More arguments for Popen."""
        return {}

    def is_ready(self) -> bool:
        return self.listens()

    def prepare(self):
        """The setup before it can be used."""

    def __enter__(self):
        if self.listens():
            raise Failure(f"the port {self.port} is in use by another program")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in self.command()],
                **{
                    "stdin": subprocess.DEVNULL,
                    "stdout": log,
                    "stderr": log,
                    "start_new_session": True,
                    **self.options(),
                },
            )
        try:
            self.wait_until_ready()
            self.prepare()
        except BaseException:
            self.kill()
            raise
        return self

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

    def wait_until_ready(self):
        end = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise Failure(f"{type(self).__name__} did not start: {self.last_words()}")
            time.sleep(0.02)

    def switches(self) -> int:
        """How often its threads have left a core so far: by waiting, or because they had to."""
        count = 0
        for file in glob.glob(f"/proc/{self.process.pid}/task/*/status"):
            try:
                lines = Path(file).read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended
            count += sum(int(line.split()[1]) for line in lines if "voluntary_ctxt" in line)
        return count

    def last_words(self) -> str:
        return self.log.read_text(errors="replace").strip()[-2000:]

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.kill()
            return
        self.process.send_signal(self.stop_signal)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise Failure(f"{type(self).__name__} did not stop") from error
        except BaseException:
            self.kill()
            raise
        if status not in (0, -self.stop_signal):
            raise Failure(f"{type(self).__name__} ended with {status}: {self.last_words()}")

    def kill(self):
        try:
            os.killpg(self.process.pid, self.kill_signal)
        except ProcessLookupError:
            pass
        self.process.wait()


class Fest:
    """A data folder of Lastseat, and the number of the next student."""

    def __init__(self, programs: Path, folder: Path, registrations: int = 0, students: int = 0):
        self.folder = folder
        self.next_student = registrations
        shutil.rmtree(folder, ignore_errors=True)
        output_of([programs / "bench_fill", folder, registrations, students or registrations])

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Lastseat(Server):
    """The real program, as it ships."""

    port = 18190
    expected = {
        "hot": {201},
        "scattered": {201},
        "spread": {201},
        "mix": {200, 201, 304},
        "unchanged": {304},
    }

    def __init__(self, program: Path, fest: Fest):
        super().__init__(fest.folder)
        self.log = fest.folder.with_suffix(".log")  # next to the fest, not in it
        self.program = program
        self.fest = fest
        self.start_ms = 0.0

    def command(self) -> list:
        where = ["--data", self.folder, "--port", self.port]
        return [self.program, "serve", *where, "--no-browser"]

    def options(self) -> dict:
        return {"stdout": subprocess.PIPE}

    def __enter__(self):
        self.started = time.monotonic()
        return super().__enter__()

    def wait_until_ready(self):
        ready, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        line = self.process.stdout.readline() if ready else b""
        self.start_ms = (time.monotonic() - self.started) * 1000
        if not line.startswith(b"Lastseat is ready"):
            raise Failure(f"Lastseat did not start: {self.last_words()}")

    def __exit__(self, kind, value, trace):
        try:
            super().__exit__(kind, value, trace)
        finally:
            self.process.stdout.close()

    def load(self, kind: str, connections: int, seconds: int) -> dict:
        etag = self.ask("/api/events")[1]["ETag"] if kind == "unchanged" else ""
        first = self.fest.next_student
        self.fest.next_student += seconds * 100_000  # more than anybody can register
        return wrk(self.port, kind, connections, seconds, self.expected[kind], first, etag)

    def ask(self, path: str, body: dict | None = None) -> tuple[dict, dict]:
        """The answer to one request, and its headers."""
        request = urllib.request.Request(f"http://{HOST}:{self.port}{path}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer), dict(answer.headers)

    def of_process(self, file: str, name: str) -> int | None:
        """A number from the kernel about the process; None if it may not be read."""
        try:
            for line in Path(f"/proc/{self.process.pid}/{file}").read_text().splitlines():
                if line.startswith(name + ":"):
                    return int(line.split()[1])
        except PermissionError:
            pass
        return None

    def memory_mb(self, which: str = "VmHWM") -> float:
        """The maximum so far; VmRSS: at this moment."""
        return (self.of_process("status", which) or 0) / 1024

    def written_bytes(self) -> int | None:
        return self.of_process("io", "write_bytes")

    def wait_until_idle(self):
        """Waits until its background work is done: the check, the mirror."""
        end = time.monotonic() + START_SECONDS
        used = self.ticks()
        while time.monotonic() < end:
            time.sleep(0.5)
            before, used = used, self.ticks()
            if used - before <= 0.05 * TICKS:
                return

    def ticks(self) -> int:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return int(fields[11]) + int(fields[12])


class Constant(Server):
    """cpp-httplib, answering a constant."""

    port = 18191
    etag = '"17"'

    def __init__(self, programs: Path, folder: Path):
        super().__init__(folder)
        self.program = programs / "bench_http"

    def command(self) -> list:
        return [self.program, self.port]

    def load(self, kind: str, connections: int, seconds: int) -> dict:
        expected = Lastseat.expected[kind]
        return wrk(self.port, kind, connections, seconds, expected, 0, self.etag)


class Redis(Server):
    """Redis, which flushes every change before it answers, or stores nothing on the disk."""

    port = 18194

    def __init__(self, folder: Path, durable: bool):
        super().__init__(folder)
        self.durable = durable

    def command(self) -> list:
        keep = ["yes", "--appendfsync", "always"] if self.durable else ["no"]
        where = ["--bind", HOST, "--port", self.port, "--dir", self.folder]
        return ["redis-server", *where, "--save", "", "--appendonly", *keep]

    def is_ready(self) -> bool:
        ping = ["redis-cli", "-p", str(self.port), "ping"]
        return subprocess.run(ping, capture_output=True, text=True).stdout.strip() == "PONG"

    def load(self, connections: int, seconds: int) -> dict:
        """A script that takes a seat, without HTTP."""
        output_of(["redis-cli", "-p", self.port, "set", "seats", SEATS])
        # It counts requests, not seconds, so a short run comes first.
        short = self.benchmark(connections, 5_000)
        return self.benchmark(connections, round(short["rate"] * seconds))

    def benchmark(self, connections: int, requests: int) -> dict:
        script = (HERE / "take_seat.lua").read_text()
        how = ["-n", requests, "-c", connections, "-r", 2_000_000_000, "--csv"]
        table = output_of(
            ["redis-benchmark", "-h", HOST, "-p", self.port, *how, "eval", script]
            + ["2", "seats", "students", "__rand_int__"]
        )
        # The first cell is the script itself; the last seven are the figures.
        cells = [cell.strip('"') for cell in table.strip().splitlines()[-1].split(",")[-7:]]
        return {"rate": float(cells[0]), "p50_ms": float(cells[3]), "p99_ms": float(cells[5])}


class SeedDesign(Server):
    """Flask and gunicorn with four workers. Needs a Redis."""

    port = 18192

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.database = folder / "seed.db"
        if not self.database.exists():
            made = sqlite3.connect(self.database)
            made.executescript(
                "PRAGMA journal_mode=WAL;"
                "CREATE TABLE events (code TEXT PRIMARY KEY, seats INTEGER CHECK (seats >= 0));"
                "CREATE TABLE registrations (id INTEGER PRIMARY KEY, event TEXT, roll TEXT,"
                " UNIQUE (event, roll));"
                f"INSERT INTO events VALUES ('E01', {SEATS});"
            )
            made.close()

    def command(self) -> list:
        # Flask is from Debian, so Python must be too.
        gunicorn = ["/usr/bin/python3", "-m", "gunicorn", "--workers", 4, "--log-level", "error"]
        # With --preload the port is opened only when the workers can answer.
        return [*gunicorn, "--preload", "--bind", f"{HOST}:{self.port}", "seed_design:app"]

    def options(self) -> dict:
        environment = {
            "SEED_DATABASE": str(self.database),
            "SEED_REDIS_PORT": str(Redis.port),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {"cwd": HERE, "env": {**os.environ, **environment}}

    def load(self, connections: int, seconds: int, first: int) -> dict:
        return wrk(self.port, "hot", connections, seconds, {201}, first)


class Node(Server):
    """A server of Node, in one of the scripts of this folder. It starts with an empty database."""

    port = 18195

    def __init__(self, folder: Path, script: str, packages: Path):
        super().__init__(folder)
        self.script = HERE / script
        self.packages = packages
        self.database = folder / "node.db"
        for file in folder.glob("node.db*"):
            file.unlink()

    def command(self) -> list:
        return ["node", self.script, self.database, self.port, SEATS]

    def options(self) -> dict:
        return {"env": {**os.environ, "NODE_PATH": str(self.packages)}}

    def load(self, connections: int, seconds: int) -> dict:
        return wrk(self.port, "hot", connections, seconds, {201}, 0)


class Postgres(Server):
    """PostgreSQL with its default settings: every commit is flushed."""

    port = 18193
    stop_signal = signal.SIGINT  # in order, without waiting for clients
    kill_signal = signal.SIGQUIT  # its children end themselves; killed, they would stay

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.programs = postgres_programs()
        self.data = folder / "postgres"
        self.made = self.data.exists()
        # It refuses to run as root.
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        if os.geteuid() != 0:
            self.user = {}
        if not self.made:
            self.data.mkdir(mode=0o700)
            if self.user:
                shutil.chown(self.data, "postgres", "postgres")
                try:
                    output_of(["test", "-x", self.data], **self.user)
                except Failure as error:
                    raise Failure(f"the user postgres may not enter {self.data}") from error
            make = [f"{self.programs}/initdb", "-D", self.data, "-A", "trust", "-U", "postgres"]
            output_of(make, cwd="/", **self.user)

    def command(self) -> list:
        settings = ["-c", f"listen_addresses={HOST}", "-c", "unix_socket_directories="]
        return [f"{self.programs}/postgres", "-D", self.data, "-p", self.port, *settings]

    def options(self) -> dict:
        return {"cwd": "/", **self.user}

    def is_ready(self) -> bool:
        ask = ["pg_isready", "-q", "-h", HOST, "-p", str(self.port)]
        return subprocess.run(ask, check=False).returncode == 0

    def prepare(self):
        if self.made:
            return
        statements = (
            "CREATE TABLE events (id int PRIMARY KEY, seats int NOT NULL CHECK (seats >= 0));"
            "CREATE TABLE registrations (id bigserial PRIMARY KEY, event int NOT NULL"
            " REFERENCES events, student int NOT NULL, UNIQUE (event, student));"
            f"INSERT INTO events VALUES (1, {SEATS});"
        )
        where = ["-h", HOST, "-p", self.port, "-U", "postgres"]
        output_of(["psql", "-q", *where, "-c", statements])
        self.made = True

    def load(self, script: str, connections: int, seconds: int) -> dict:
        """A script for pgbench, without HTTP."""
        said = output_of(
            ["pgbench", "-h", HOST, "-p", self.port, "-U", "postgres", "-n", "-M", "prepared"]
            + ["-f", HERE / script, "-c", connections, "-j", 2, "-T", seconds, "postgres"]
        )
        figures = {}
        for line in said.splitlines():
            if line.startswith("tps = "):
                figures["rate"] = float(line.split()[2])
            if line.startswith("latency average = "):
                figures["mean_ms"] = float(line.split()[3])
        return figures


# ----------------------------------------------------------------------------------------- loads


class Crowd:
    """Connections beside a load: silent ones and slow ones (crowd.py). Use it in a `with`; after
    that, `open` says how many the server had let them keep."""

    open: dict = {}

    def __init__(self, port: int, idle: int, slow: int):
        words = ["/usr/bin/env", "python3", HERE / "crowd.py", port, idle, slow]
        self.command = [str(word) for word in words]

    def __enter__(self):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(self.command, start_new_session=True, **pipes)
        try:
            self.count()
        except BaseException:
            self.kill()
            raise
        return self

    def count(self):
        line = self.process.stdout.readline()
        if not line:
            raise Failure("the crowd ended")
        self.open = json.loads(line)

    def __exit__(self, kind, value, trace):
        self.process.stdin.close()
        try:
            self.count()
        finally:
            self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def wrk(
    port: int,
    kind: str,
    connections: int,
    seconds: int,
    expected: set[int],
    first: int,
    etag: str = "",
) -> dict:
    """load.lua against a server: how many answers were as expected, and their rate; the times of
    all, the errors, and how often each other status came."""
    threads = 1 if connections == 1 else 2
    environment = {"LOAD_KIND": kind, "LOAD_FIRST": str(first)}
    if etag:
        environment["LOAD_ETAG"] = etag
    figures = json_of(
        ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "-s", HERE / "load.lua"]
        + [f"http://{HOST}:{port}"],
        env={**os.environ, **environment},
    )
    statuses = {int(status): count for status, count in figures.pop("statuses").items()}
    other = {status: n for status, n in statuses.items() if status not in expected}
    total = sum(statuses.values())
    figures["answered"] = total - sum(other.values())
    figures["rate"] *= figures["answered"] / max(total, 1)
    figures["errors"] += sum(other.values())
    figures["other"] = other
    return figures
