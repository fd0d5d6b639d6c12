"""Links that work and links that do not, as visitors meet them."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest

from dentui.domain.links import LinkToken
from tests.share.served import RIGHT, WRONG, Answer, Visitor, serving
from tests.share.shared import PDF_BYTES, Shelved


def bare(answer: Answer) -> Answer:
    """Without what the time of day changes."""
    return replace(answer, headers={k: v for k, v in answer.headers.items() if k != "date"})


def opened(visitor: Visitor, path: str) -> Answer:
    answer = visitor.answer(path, RIGHT)
    assert (answer.status, answer.headers.get("location")) == (303, "report"), answer.text
    return visitor.get(f"{path}/report")


def test_every_link_that_opens_nothing_gets_the_same(shelf: Shelved, visitor: Visitor) -> None:
    expired, revoked, used = shelf.share(days=-1), shelf.share(), shelf.share(most=1)
    shelf.end(revoked)
    assert opened(replace(visitor, cookies={}), f"/r/{used.text}").status == 200
    asked = [
        *(f"/r/{token.text}" for token in (LinkToken.new(), expired, revoked, used)),
        *(f"/R/{token.text.lower()}" for token in (expired, revoked)),
        *("/r/short", "/r/" + "A" * 26 + "B", "/r/" + "1" * 26, "/r/%00", "/r/..", "/r/" + "A" * 25 + "B"),
    ]
    first, *others = [bare(visitor.get(path)) for path in asked]
    assert first.status == 404
    assert [answer for answer in others if answer != first] == []
    posted = [bare(visitor.post(f"{path}/open", RIGHT)) for path in asked]
    assert {answer.status for answer in posted} == {404}
    assert {answer.body for answer in posted} == {first.body.replace(b'"style.css"', b'"../style.css"')}
    assert all(answer.headers == posted[0].headers for answer in posted)


def test_a_link_tells_whose_report_it_is_and_nothing_else(shelf: Shelved, visitor: Visitor) -> None:
    page = visitor.get(f"/R/{shelf.share().text}")
    assert page.status == 200
    assert "Your report from Dental Centre &lt;Central&gt; &amp; Co" in page.text
    assert "set-cookie" not in page.headers
    # What a messenger's preview makes of it.
    assert re.findall("<title>(.*)</title>", page.text) == ["A report for you"]
    assert "og:" not in page.text
    assert not re.search("R-2026|well kept|1984-|<script| style=|https?:", page.text)


def test_the_right_date_opens_pages_and_pdf_and_counts_once(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share(most=1).text}"
    report = opened(visitor, path)
    assert report.status == 200
    assert "No. R-2026-00012, 29 November 2026" in report.text
    assert "All in all &lt;b&gt;well kept&lt;/b&gt; &amp; \ufffdclean 2" in report.text
    first = visitor.get(f"{path}/page-1")
    assert (first.status, first.headers["content-type"]) == (200, "image/jpeg")
    assert first.body.startswith(b"\xff\xd8")
    assert visitor.get(f"{path}/page-2").body != first.body
    assert visitor.get(f"{path}/page-3").status == 404
    pdf = visitor.get(f"{path}/report.pdf", range="bytes=0-3")
    assert (pdf.status, pdf.body) == (200, PDF_BYTES)
    assert pdf.headers["content-disposition"].startswith(
        'attachment; filename="dental-report-2026-11-29.pdf"'
    )
    # Refreshed, gone back to, answered once more: it is still the only view that there may be.
    assert visitor.get(f"{path}/report").status == 200
    assert visitor.get(path).headers["location"] == f"{path.rpartition('/')[2]}/report"
    assert visitor.post(f"{path}/open", RIGHT).status == 303
    # Somebody else comes too late.
    assert replace(visitor, cookies={}).answer(path, RIGHT).status == 404


def test_who_presses_twice_comes_in_once(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share(most=1).text}"
    fields = {**RIGHT, "visit": "0123456789abcdef" * 2}
    others = [replace(visitor, cookies={}) for _ in range(6)]
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda one=one: answers.append(one.post(f"{path}/open", fields)))
        for one in others
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [303] * 6
    assert len({answer.headers["set-cookie"] for answer in answers}) == 1


def test_a_session_is_of_one_link_and_a_cookie_says_nothing(shelf: Shelved, visitor: Visitor) -> None:
    mine, other = shelf.share(), shelf.share()
    got = visitor.answer(f"/r/{mine.text}", RIGHT)
    cookie = got.headers["set-cookie"]
    assert re.fullmatch(
        "__Secure-report=[0-9a-f]{64}; HttpOnly; Max-Age=900; SameSite=strict; Secure", cookie
    )
    stolen = cookie.partition(";")[0]
    answer = visitor.get(f"/r/{other.text}/report", cookie=stolen)
    assert (answer.status, answer.headers["location"]) == (303, f"../{other.text}")
    assert visitor.get(f"/r/{other.text}/report.pdf", cookie=stolen).status == 303
    assert visitor.get(f"/r/{other.text}/page-1", cookie="__Secure-report=\xff; x=" + "y" * 99).status == 303


def test_a_link_that_ends_ends_sessions_and_who_closes_is_out(shelf: Shelved, visitor: Visitor) -> None:
    token = shelf.share()
    path = f"/r/{token.text}"
    assert opened(visitor, path).status == 200
    kept = dict(visitor.cookies)
    closed = visitor.post(f"{path}/close", {})
    assert (closed.status, closed.headers["location"]) == (303, f"../{token.text}")
    assert "Max-Age=0" in closed.headers["set-cookie"]
    assert replace(visitor, cookies=kept).get(f"{path}/report").status == 303
    assert opened(visitor, path).status == 200
    shelf.end(token)
    assert visitor.get(f"{path}/report").status == 404
    assert visitor.get(f"{path}/report.pdf").status == 404


def test_what_is_typed_stays_and_the_field_is_named(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share().text}"
    page = visitor.answer(path, {"day": "31", "month": "2", "year": '19"84'})
    assert page.status == 200
    assert "There is no such day in the calendar." in page.text
    assert 'value="19&#34;84"' in page.text
    assert page.text.count('aria-invalid="true"') == 2
    page = visitor.answer(path, {"day": "27"})
    assert "Type the month as a number from 1 to 12." in page.text
    wrong = visitor.answer(path, WRONG)
    assert "That is not the date of birth that belongs to this report." in wrong.text
    assert all(f'value="{value}"' in wrong.text for value in WRONG.values())


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "27", "month": "03", "year": "84"},
        {"day": " 27. ", "month": "March", "year": "1984"},
        {"day": "２７日", "month": "３月", "year": "１９８４年"},
        {"day": "٢٧", "month": "٣", "year": "١٩٨٤"},
        {"day": "27.03.1984"},
        {"year": "19840327"},
    ],
)
def test_a_date_is_taken_as_people_type_it(shelf: Shelved, visitor: Visitor, typed: dict[str, str]) -> None:
    assert visitor.answer(f"/r/{shelf.share().text}", typed).status == 303


def test_a_report_in_chinese_is_asked_for_and_shown_in_chinese(shelf: Shelved, visitor: Visitor) -> None:
    path = f"/r/{shelf.share(language='zh', institution='中央牙科').text}"
    page = visitor.get(path)
    assert '<html lang="zh-Hans">' in page.text
    assert "中央牙科给您的报告" in page.text
    assert page.text.index('name="year"') < page.text.index('name="month"') < page.text.index('name="day"')
    assert "出生日期与这份报告不符" in visitor.answer(path, WRONG).text
    assert "编号 R-2026-00012，2026年11月29日" in opened(visitor, path).text
    assert "filename*=UTF-8''%E5%8F%A3" in visitor.get(f"{path}/report.pdf").headers["content-disposition"]
    assert "此链接无法使用" in visitor.get("/r/x", accept_language="fr;q=0.9, zh-CN;q=0.8, en;q=0.5").text


def test_nothing_but_one_sentence_is_written_anywhere(shelf: Shelved) -> None:
    token = shelf.share()
    with serving(shelf.home) as served:
        visitor = Visitor(served)
        opened(visitor, f"/r/{token.text}")
        visitor.answer(f"/r/{token.text}", WRONG)
        visitor.get("/r/nobody")
        served.raw(b"GET / HTTP/9\r\n\r\n")
        Visitor(served, {"x-forwarded-for": "198.51.100.7"}).get(f"/r/{token.text}")
        status, said = served.stop()
    assert status == 0
    assert len(said.splitlines()) == 2, said
    assert "Start it with --proxy" in said
    assert not re.search(f"(?i){token.text}|198[.]51|nobody|Traceback", said)
