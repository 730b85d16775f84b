"""To a web address: one POST, signed, with the key by which a second is dropped; no redirect is followed."""

import http.client
import json
import re
import socket
import ssl
from functools import cache

from supervision.couriers import guard, signing, template
from supervision.couriers.letter import ARRIVED, Letter, Outcome, Receiver
from supervision.couriers.watch import Watch, watched

NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
VALUE = re.compile(r"[\x20-\x7e]{0,1000}")
OURS = {"host", "content-length", "content-type", "transfer-encoding", "connection", "te", "trailer", "upgrade"} | {
    "expect",
    "user-agent",
    "idempotency-key",
    signing.HEADER.lower(),
}
READ = 64 * 1024
PASSING = frozenset({408, 425, 429})  # of the answers that blame the request, those that mean "later"


def carry(receiver: Receiver, letter: Letter, seconds: float) -> Outcome:
    """Posts the letter; arrived is what is answered by 2xx, with the expected words if any are."""
    try:
        place = guard.place_of(receiver.address)
        number = guard.look_up(place)
    except guard.NotThere as error:
        return Outcome(False, {"code": error.code}, ill=True)
    if letter.body is None:
        body = template.fill(receiver.template, letter.values)
    else:
        body = json.dumps(letter.body, ensure_ascii=False, sort_keys=True).encode()
    with watched(seconds) as watch:
        try:
            status, answer = post(place, number, headers_for(receiver, letter, body), body, seconds, watch)
        except (OSError, http.client.HTTPException) as error:
            return Outcome(False, {"code": "slow" if watch.over else why(error)}, ill=True)
    return judge(status, answer, receiver.expects)


def headers_for(receiver: Receiver, letter: Letter, body: bytes) -> dict[str, str]:
    """The office's headers, and ours after them."""
    return {
        **{name: value for name, value in receiver.headers.items() if fits(name, value)},
        "User-Agent": "Taizhang",
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": str(letter.id),
        signing.HEADER: signing.signature(receiver.key, int(letter.at.timestamp()), body),
    }


def fits(name: str, value: str) -> bool:
    """Whether a header can be sent as it is: one line, and none of those that are ours to set."""
    return bool(NAME.fullmatch(name) and VALUE.fullmatch(value)) and name.lower() not in OURS


def post(
    place: guard.Place, number: str, headers: dict[str, str], body: bytes, seconds: float, watch: Watch
) -> tuple[int, bytes]:
    """Status and the beginning of the answer; connects to the number that was judged, not to the name."""
    link = http.client.HTTPConnection(place.host, place.port, timeout=seconds)
    sock: socket.socket = socket.create_connection((number, place.port), timeout=seconds)
    try:
        watch.sock = sock
        if place.secure:
            sock = watch.sock = tls().wrap_socket(sock, server_hostname=place.host, do_handshake_on_connect=False)
            sock.do_handshake()
        link.sock = sock
        link.request("POST", place.path, body, headers)
        answer = link.getresponse()
        begun = answer.read(READ)
        if len(begun) < READ and answer.length:  # an answer broken off is no answer, whatever its first line says
            raise http.client.IncompleteRead(begun, answer.length)
        return answer.status, begun
    finally:
        link.close()
        sock.close()


@cache
def tls() -> ssl.SSLContext:
    """Certificates are checked, always."""
    return ssl.create_default_context()


def judge(status: int, answer: bytes, expects: str) -> Outcome:
    """What an answer means."""
    if 300 <= status < 400:
        return Outcome(False, {"code": "redirect", "status": status}, ill=True)
    if not 200 <= status < 300:
        return Outcome(False, {"code": "status", "status": status}, ill=status >= 500 or status in PASSING)
    if expects and expects.encode() not in answer:
        return Outcome(False, {"code": "unexpected"}, ill=True)
    return ARRIVED


def why(error: Exception) -> str:
    """A broken connection in a code."""
    match error:
        case ssl.SSLCertVerificationError():
            return "bad_certificate"
        case ssl.SSLError():
            return "no_tls"
        case TimeoutError():
            return "slow"
        case ConnectionRefusedError():
            return "refused"
        case http.client.IncompleteRead() | http.client.RemoteDisconnected() | ConnectionError():
            return "hung_up"
        case http.client.HTTPException():
            return "garbage"
    return "unreachable"
