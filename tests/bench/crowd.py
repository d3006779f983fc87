"""A crowd that wants nothing, or not soon: connections that are silent, and connections that send
one byte of a request a second. Each one that the server closes is opened again. It runs until its
input ends. Prints how many of each kind are open: when all have been tried, and at the end.

    crowd.py PORT IDLE SLOW"""

from __future__ import annotations

import json
import resource
import select
import socket
import sys
import time

TURN_SECONDS = 0.1  # each turn serves a tenth of the slow ones
TURNS = 10
REQUEST = b"POST /api/registrations HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"x" * 4096


class Crowd:
    def __init__(self, port: int, idle: int, slow: int):
        self.address = ("127.0.0.1", port)
        self.slow = slow
        self.sockets: list[socket.socket | None] = [None] * (slow + idle)  # the slow ones first
        self.sent = [0] * slow
        self.numbers: dict[int, int] = {}  # of a descriptor
        self.poll = select.epoll()

    def open(self, number: int):
        opened = socket.socket()
        opened.setblocking(False)
        opened.connect_ex(self.address)
        self.sockets[number] = opened
        self.numbers[opened.fileno()] = number
        self.poll.register(opened, select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR)
        if number < self.slow:
            self.sent[number] = 0

    def close(self, number: int):
        closed = self.sockets[number]
        self.sockets[number] = None
        del self.numbers[closed.fileno()]
        self.poll.unregister(closed)
        closed.close()

    def close_what_ended(self):
        """An answer ends it too: it can only be a refusal."""
        for descriptor, _ in self.poll.poll(0, len(self.sockets)):
            if descriptor in self.numbers:
                self.close(self.numbers[descriptor])

    def send_bytes(self, turn: int):
        for number in range(turn % TURNS, self.slow, TURNS):
            each = self.sockets[number]
            at = self.sent[number] % len(REQUEST)
            try:
                if each:
                    each.send(REQUEST[at : at + 1])
                    self.sent[number] += 1
            except OSError:
                pass  # is not connected yet, or was closed: the next turn looks

    def take_turn(self, turn: int):
        self.close_what_ended()
        for number in range(turn % TURNS, len(self.sockets), TURNS):
            if not self.sockets[number]:
                self.open(number)
        self.send_bytes(turn)

    def report(self):
        is_open = [self.is_connected(each) for each in self.sockets]
        counts = {"slow": sum(is_open[: self.slow]), "idle": sum(is_open[self.slow :])}
        print(json.dumps(counts), flush=True)

    @staticmethod
    def is_connected(each: socket.socket | None) -> bool:
        try:
            return each is not None and each.getpeername() is not None
        except OSError:
            return False


def main():
    port, idle, slow = (int(word) for word in sys.argv[1:])
    wanted = idle + slow + 64
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
    crowd = Crowd(port, idle, slow)
    turn = 0
    ended = False
    while not ended:
        begin = time.monotonic()
        crowd.take_turn(turn)
        turn += 1
        if turn == 2 * TURNS:
            crowd.report()
        rest = max(0.0, begin + TURN_SECONDS - time.monotonic())
        ended = bool(select.select([sys.stdin], [], [], rest)[0])
    crowd.report()


if __name__ == "__main__":
    main()
