"""The design that most people would build first: Flask workers, a lock in Redis for each event, and SQLite.
The seats are read and then written under the lock. Every answer is durable, as Lastseat's are."""

import os
import sqlite3

import redis
from flask import Flask, jsonify, request

LOCK_SECONDS = 5  # should its holder die

app = Flask(__name__)
locks = redis.Redis(port=int(os.environ["SEED_REDIS_PORT"]))
connections = {}  # one a worker, opened by its first request


def database() -> sqlite3.Connection:
    if os.getpid() not in connections:
        opened = sqlite3.connect(os.environ["SEED_DATABASE"], isolation_level=None, timeout=10)
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("PRAGMA synchronous=FULL")
        connections[os.getpid()] = opened
    return connections[os.getpid()]


@app.post("/api/registrations")
def register():
    wanted = request.get_json()
    event, roll = wanted["event"], wanted["roll"]
    with locks.lock(f"event:{event}", timeout=LOCK_SECONDS):
        seats = "SELECT seats FROM events WHERE code = ?"
        if database().execute(seats, (event,)).fetchone()[0] == 0:
            return jsonify(outcome="event_full"), 409
        database().execute("BEGIN")
        database().execute("UPDATE events SET seats = seats - 1 WHERE code = ?", (event,))
        database().execute("INSERT INTO registrations (event, roll) VALUES (?, ?)", (event, roll))
        database().execute("COMMIT")
    return jsonify(outcome="confirmed"), 201
