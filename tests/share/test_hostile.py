"""Visitors who mean no good, and what they find out: nothing."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest

from dentui.domain.links import MOST_WRONG
from dentui.share.guard import AT_A_TIME, HEADERS, LARGEST_HEAD
from dentui.share.site import LARGEST_BODY
from dentui.store.shelf import open_shelf
from tests.share.served import RIGHT, WRONG, Served, Visitor, serving
from tests.share.shared import Shelved

STRICT = {name.decode(): value.decode() for name, value in HEADERS}
FORM = "content-type: application/x-www-form-urlencoded\r\n"


def tried(visitor: Visitor, path: str, typed: Mapping[str, str] = WRONG) -> str:
    """What comes of an answer, in a word."""
    answer = visitor.answer(path, typed)
    words = {"not the date of birth": "wrong", "Please wait": "slowed", "was stopped": "stopped"}
    words["does not work"] = "dead"
    found = [word for part, word in words.items() if part in answer.text]
    return found[0] if found else answer.headers["location"]


def test_every_answer_has_strict_headers_and_no_name_of_a_program(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share().text}"
    answers = [
        *(
            visitor.get(each)
            for each in (path, "/r/x", "/", "/health", "/robots.txt", "/r/style.css", "//x//")
        ),
        *(
            visitor.ask(method, path)
            for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW")
        ),
        visitor.post(f"{path}/open", {"x": "y" * LARGEST_BODY}),
        visitor.post(f"{path}/open", RIGHT, content_type="text/plain"),
        visitor.answer(path, WRONG),
        visitor.answer(path, RIGHT),
        *(visitor.get(f"{path}/{each}") for each in ("report", "page-1", "page-9", "report.pdf", "open")),
    ]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in STRICT} == STRICT, answer
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert "server" not in answer.headers
        assert (
            "Traceback" not in answer.text
            if answer.headers.get("content-type", "").startswith("text")
            else True
        )
    wanted = [200, 404, 404, 200, 200, 200, 404, 200, 405, 405, 405, 405, 405, 405, 413, 415, 200, 303]
    assert [answer.status for answer in answers] == [*wanted, 200, 200, 404, 200, 405]


def test_without_a_proxy_on_the_same_machine_nothing_claims_tls(shelf: Shelved, served: Served) -> None:
    visitor = Visitor(served)
    answer = visitor.answer(f"/r/{shelf.share().text}", RIGHT)
    assert "strict-transport-security" not in answer.headers
    assert "Secure" not in answer.headers["set-cookie"]
    assert visitor.get("/r/x", x_forwarded_proto="https").headers["strict-transport-security"]


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /r/../r/TOKEN/report.pdf HTTP/1.1",
        b"GET /r/TOKEN/report.pdf/../page-1 HTTP/1.1",
        b"GET /r/TOKEN%00/report HTTP/1.1",
        b"GET /r/TOKEN/page-%31%00 HTTP/1.1",
        b"GET /r//TOKEN HTTP/1.1",
        b"GET http://elsewhere.example/r/TOKEN HTTP/1.1",
        b"GET /r/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1",
        b"GET /r/TOKEN/templates/ask.html HTTP/1.1",
        b"GET /r/TOKEN/ HTTP/1.1",
        b"GET /r/TOKEN/page-" + b"9" * 4_500 + b" HTTP/1.1",
        b"GET /r/TOKEN/page-01 HTTP/1.1",
    ],
)
def test_no_path_leads_round_the_question(shelf: Shelved, served: Served, request_line: bytes) -> None:
    token = shelf.share().text.encode()
    answer = served.raw(request_line.replace(b"TOKEN", token) + b"\r\nhost: x\r\nconnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:200]
    assert b"This link does not work" in answer


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
        b"GET /r/\xff\xfe HTTP/1.1\r\nhost: a\r\n\r\n",
    ],
)
def test_what_is_no_http_gets_one_strict_line(served: Served, request_bytes: bytes) -> None:
    head, _, body = served.raw(request_bytes + b"\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request")
    assert body == b"Bad Request\n"
    for name, value in HEADERS:
        assert name + b": " + value in head


def test_headers_that_are_too_large_are_refused(served: Served) -> None:
    head = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx: " + b"y" * LARGEST_HEAD
    assert served.raw(head + b"\r\n\r\n").startswith(b"HTTP/1.1 431 ")
    with suppress(ConnectionError):  # hung up on while it is still sending
        assert served.raw(head * 100)[:12] in (b"", b"HTTP/1.1 400")


def test_a_body_that_never_ends_is_cut(shelf: Shelved, served: Served) -> None:
    path = f"/r/{shelf.share().text}/open"
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\n{FORM}transfer-encoding: chunked\r\n\r\n".encode()
    answer = served.raw(head + b"400\r\n" + b"a" * 1024 + b"\r\n400\r\n" + b"a" * 1024 + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_who_is_slow_is_hung_up_on_and_others_are_served_meanwhile(
    shelf: Shelved, served: Served, visitor: Visitor
) -> None:
    path = f"/r/{shelf.share().text}/open"
    starts = (
        b"",
        b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ",
        f"POST {path} HTTP/1.1\r\nhost: x\r\n{FORM}content-length: 20\r\n\r\nday=".encode(),
        b"GET /health HTTP/1.1\r\nhost: x\r\n\r\nGET /health HTTP/1.1\r\nhost:",
    )
    ended: list[bytes] = []

    def dawdle(start: bytes) -> None:
        with socket.create_connection(("127.0.0.1", served.port), 30) as line:
            line.sendall(start)
            answer = b""
            try:
                while piece := line.recv(65_536):
                    answer += piece
                    line.sendall(b"x")
            except ConnectionError:
                pass
        ended.append(answer)

    threads = [threading.Thread(target=dawdle, args=(start,)) for start in starts]
    for thread in threads:
        thread.start()
    assert visitor.get(f"/r/{shelf.share().text}").status == 200
    for thread in threads:
        thread.join()
    assert len(ended) == len(starts)
    assert [answer[:12] for answer in ended if answer] == [b"HTTP/1.1 200"]


def test_who_has_no_link_keeps_nobody_out_with_answers_that_never_come(
    shelf: Shelved, served: Served, visitor: Visitor
) -> None:
    path = f"/r/{shelf.share().text}"
    start = f"POST /r/NONE/open HTTP/1.1\r\nhost: x\r\n{FORM}content-length: 20\r\n\r\n".encode()
    with ExitStack() as lines:
        for _ in range(2 * AT_A_TIME):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", served.port), 30))
            line.sendall(start)
            assert line.recv(65_536).startswith(b"HTTP/1.1 404 ")
        assert visitor.get(path).status == 200


def test_looking_counts_for_nothing(shelf: Shelved, visitor: Visitor) -> None:
    token = shelf.share(most=1)
    path = f"/r/{token.text}"
    for _ in range(3):
        for agent in ("WhatsApp/2.23", "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0"):
            assert visitor.get(path, user_agent=agent).status == 200
        assert visitor.ask("HEAD", path).status == 200
        assert visitor.get(f"{path}/report").status == 303
    found = open_shelf(shelf.home, f"sqlite:///{shelf.home}/register.db").find(token.digest, time.time())
    assert found is not None
    assert (found.views, found.wrong) == (0, 0)
    assert visitor.answer(path, RIGHT).status == 303


def test_other_sites_cannot_answer_for_a_visitor(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share().text}"
    for site in ("cross-site", "same-site", "none"):
        assert visitor.post(f"{path}/open", RIGHT, **{"sec-fetch-site": site}).status == 403
        assert visitor.post(f"{path}/close", {}, **{"sec-fetch-site": site}).status == 403


def test_a_link_is_slowed_after_wrong_dates_and_says_for_how_long(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share().text}"
    assert [tried(visitor, path) for _ in range(3)] == ["wrong"] * 3
    slowed = visitor.answer(path, RIGHT)
    (seconds,) = re.findall("Please wait ([0-9]+) seconds", slowed.text)
    assert 20 <= int(seconds) <= 30
    assert 'value="1984"' in slowed.text
    # From everywhere.
    elsewhere = replace(visitor, headers=coming_from("198.51.100.99"), cookies={})
    assert tried(elsewhere, path, RIGHT) == "slowed"
    # No other link.
    assert tried(visitor, f"/r/{shelf.share().text}", RIGHT) == "report"


def test_many_answers_at_once_are_no_way_round(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share().text}"
    words = at_once(
        lambda n: tried(replace(visitor, headers=coming_from(f"192.0.2.{n}"), cookies={}), path), 20
    )
    assert sorted(words) == ["slowed"] * 17 + ["wrong"] * 3


def test_a_link_is_stopped_after_too_many_wrong_dates(shelf: Shelved, visitor: Visitor) -> None:
    token = shelf.share()
    path = f"/r/{token.text}"
    opened = replace(visitor, cookies={})
    assert opened.answer(path, RIGHT).status == 303
    counting = open_shelf(shelf.home, f"sqlite:///{shelf.home}/register.db")
    for _ in range(MOST_WRONG - 1):
        counting.note_wrong(token.digest, int(time.time()) - 3_600)
    counting.close()
    last = visitor.answer(path, WRONG)
    assert last.status == 403
    assert "This link was stopped" in last.text
    assert visitor.get(path).status == 404
    assert visitor.post(f"{path}/open", RIGHT).status == 404
    # Who has the report in front of them goes on reading.
    assert opened.get(f"{path}/report").status == 200


@pytest.mark.parametrize(
    "addresses",
    [
        ["198.51.100.20"] * 7,
        [f"2001:db8:1:2:{n}::{n}" for n in range(7)],
        # What the visitor claims stands to the left of what the proxy saw.
        [f"10.9.8.{n}, 198.51.100.21" for n in range(7)],
    ],
    ids=["one address", "one network", "claims"],
)
def test_an_address_is_slowed_whatever_links_it_tries(
    shelf: Shelved, served: Served, addresses: list[str]
) -> None:
    visitors = [Visitor(served, coming_from(address)) for address in addresses]
    links = [f"/r/{shelf.share().text}" for _ in range(3)]
    assert [tried(one, links[n % 3]) for n, one in enumerate(visitors)] == ["wrong"] * 6 + ["slowed"]
    assert (
        Visitor(served, coming_from("198.51.100.22")).answer(f"/r/{shelf.share().text}", RIGHT).status == 303
    )


def test_nobody_but_the_named_proxy_says_where_visitors_come_from(shelf: Shelved) -> None:
    with serving(shelf.home, "--proxy", "192.0.2.1") as served:
        links = [f"/r/{shelf.share().text}" for _ in range(3)]
        visitors = [Visitor(served, coming_from(f"198.51.100.{n}")) for n in range(7)]
        assert [tried(one, links[n % 3]) for n, one in enumerate(visitors)] == ["wrong"] * 6 + ["slowed"]


def test_a_fault_of_ours_is_a_clean_page(shelf: Shelved) -> None:
    before = (
        "from dentui.share import pages\n"
        "def broken(*_): raise ValueError('Keller, born 1984')\n"
        "pages.ask = broken"
    )
    with serving(shelf.home, before=before) as served:
        token = shelf.share()
        answers = [Visitor(served).get(f"/r/{token.text}") for _ in range(3)]
        _, said = served.stop()
    assert {answer.status for answer in answers} == {500}
    assert "Something went wrong here" in answers[0].text
    assert all(answers[0].headers[name] == value for name, value in STRICT.items())
    assert "Keller" not in said + answers[0].text
    assert said.count("ValueError") == 1


def test_links_that_are_damaged_are_told_as_a_fault(
    shelf: Shelved, tmp_path_factory: pytest.TempPathFactory
) -> None:
    broken = Shelved(tmp_path_factory.mktemp("broken"))
    token = broken.share()
    with serving(broken.home) as served:
        (broken.home / "share" / "links.db").write_bytes(b"no database" * 1000)
        visitor = Visitor(served)
        assert visitor.get(f"/r/{token.text}").status == 503
        assert visitor.get("/health").status == 503
        _, said = served.stop()
    assert "are damaged" in said


def test_an_answer_under_way_goes_out_when_it_is_told_to_stop(shelf: Shelved) -> None:
    with serving(shelf.home) as served:
        path = f"/r/{shelf.share().text}/open"
        with socket.create_connection(("127.0.0.1", served.port), 20) as line:
            line.sendall(
                f"POST {path} HTTP/1.1\r\nhost: x\r\n{FORM}content-length: 24\r\n\r\nday=27&month=".encode()
            )
            Visitor(served).get("/health")  # what came before has been read by now
            served.process.terminate()
            time.sleep(0.3)
            line.sendall(b"3&year=1984")
            assert line.recv(65_536).startswith(b"HTTP/1.1 303 ")
        assert served.process.wait(20) == 0


def coming_from(address: str) -> dict[str, str]:
    return {"x-forwarded-for": address, "x-forwarded-proto": "https"}


def at_once(call: Callable[[int], str], times: int) -> list[str]:
    answers: list[str] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(call(n))) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
