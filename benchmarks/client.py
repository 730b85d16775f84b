"""A small client in a process of its own: eight connections that send prepared requests one after the other."""

import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

CONNECTIONS = 8


def requests(plan: dict) -> Iterator[bytes]:
    """Ready to send; made before the clock starts. Without bodies it is the same GET again and again."""
    if "gets" in plan:
        head = f"GET {plan['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {plan['authorization']}\r\n\r\n"
        yield from [head.encode()] * plan["gets"]
        return
    for body in plan["bodies"]:
        content = json.dumps(body).encode()
        head = f"POST {plan['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {plan['authorization']}\r\n"
        yield f"{head}Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content


def answer(line: socket.socket) -> tuple[int, bytes]:
    """The status and the body of one answer."""
    read = received(line)
    while b"\r\n\r\n" not in read:
        read += received(line)
    head, _, body = read.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    while len(body) < int(length) if length else not body.endswith(b"0\r\n\r\n"):
        body += received(line)
    return int(head.split(b" ", 2)[1]), body


def received(line: socket.socket) -> bytes:
    """The next bytes."""
    block = line.recv(65536)
    if not block:
        raise ConnectionError("the server closed the connection")
    return block


def post(port: int, waiting: Iterator[bytes], until: float, took: list[float], wrong: list[str]) -> None:
    """One connection, as long as there is time and something to send."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        for request in waiting:
            began = time.perf_counter()
            if began > until:
                return
            line.sendall(request)
            status, body = answer(line)
            took.append(time.perf_counter() - began)
            if status not in (200, 201):
                wrong.append(f"{status} {body[:300]!r}")
                return


def main() -> None:
    """The plan comes as a file; what was measured goes to standard output."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    waiting = iter(list(requests(plan)))
    took: list[float] = []
    wrong: list[str] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=post, args=(plan["port"], waiting, began + plan["seconds"], took, wrong))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    took.sort()
    print(
        json.dumps(
            {
                "rate": len(took) / seconds,
                "p50": took[len(took) // 2],
                "p95": took[len(took) * 95 // 100],
                "wrong": wrong,
            }
        )
    )


if __name__ == "__main__":
    main()
