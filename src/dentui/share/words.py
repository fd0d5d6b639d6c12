"""Every word on the pages of the server, in each language that reports are written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from dentui.domain.reports import Language


@dataclass(frozen=True, slots=True)
class Words:
    """A catalogue. Texts in braces are filled in."""

    tag: str
    """The language, as BCP 47 writes it."""
    window: str
    """Of every page: what a messenger shows of a link, so it tells nothing."""
    window_wrong: str
    asks: str
    why: str
    birth_date: str
    hint: str
    order: tuple[str, ...]
    """Of day, month and year."""
    names: Mapping[str, str]
    show: str
    wrong: str
    missing: Mapping[str, str]
    no_day: str
    future: str
    too_old: str
    slowed: str
    stopped: tuple[str, str]
    dead: tuple[str, str]
    fault: tuple[str, str]
    busy: tuple[str, str]
    refused: tuple[str, str]
    """A heading and a sentence each."""
    report: str
    told: str
    page: str
    text: str
    download: str
    file: str
    """Name of the PDF; nothing of the patient is in it."""
    closes: str
    close: str
    wait: Callable[[int], str]
    """Seconds, in words."""
    day: Callable[[date], str]


def _english_wait(seconds: int) -> str:
    if seconds <= 90:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"


def _chinese_wait(seconds: int) -> str:
    return f"{seconds}秒" if seconds <= 90 else f"{-(-seconds // 60)}分钟"


def _english_day(day: date) -> str:
    months = (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    )
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


ENGLISH = Words(
    tag="en-GB",
    window="A report for you",
    window_wrong="Not yet – a report for you",
    asks="Your report from {institution}",
    why="Only the patient should see it. So please type the patient’s date of birth.",
    birth_date="Date of birth",
    hint="For example 27 3 1984",
    order=("day", "month", "year"),
    names={"day": "Day", "month": "Month", "year": "Year"},
    show="Show the report",
    wrong="That is not the date of birth that belongs to this report. Look at what you typed, and try again.",
    missing={
        "day": "Type the day as a number from 1 to 31.",
        "month": "Type the month as a number from 1 to 12.",
        "year": "Type the year with four digits, such as 1984.",
    },
    no_day="There is no such day in the calendar. Look at day and month.",
    future="A date of birth cannot be in the future. Look at the year.",
    too_old="That is more than 130 years ago. Look at the year.",
    slowed="There were several wrong answers. Please wait {wait}, then try again. What you typed was not "
    "looked at yet.",
    stopped=(
        "This link was stopped",
        "There were too many wrong dates of birth. The report is safe. Ask the practice for a new link.",
    ),
    dead=(
        "This link does not work",
        "It may be mistyped, or its time may be over. Ask the practice that gave it to you for a new one.",
    ),
    fault=("Something went wrong here", "It is not your fault. Please try again in a few minutes."),
    busy=("Many people are here at this moment", "Please try again in a minute."),
    refused=("That cannot be answered", "Open the link that the practice gave you once more."),
    report="Your report",
    told="{institution}, No. {number}, {day}",
    page="Page {page} of {pages}",
    text="Page {page} as text",
    download="Download the report (PDF)",
    file="dental-report-{day}.pdf",
    closes="This page closes 15 minutes after you typed the date of birth. Then the link asks for it again.",
    close="Close the report",
    wait=_english_wait,
    day=_english_day,
)

CHINESE = Words(
    tag="zh-Hans",
    window="给您的报告",
    window_wrong="尚未打开 – 给您的报告",
    asks="{institution}给您的报告",
    why="报告只供患者本人查看，请输入患者的出生日期。",
    birth_date="出生日期",
    hint="例如：1984年3月27日",
    order=("year", "month", "day"),
    names={"day": "日", "month": "月", "year": "年"},
    show="查看报告",
    wrong="出生日期与这份报告不符。请核对后重新输入。",
    missing={
        "day": "请用数字输入日，1至31。",
        "month": "请用数字输入月，1至12。",
        "year": "请用四位数字输入年，例如1984。",
    },
    no_day="没有这一天。请核对月和日。",
    future="出生日期不能晚于今天。请核对年份。",
    too_old="年份超过130年前。请核对年份。",
    slowed="已多次输入错误。请等待{wait}后再试。刚才输入的内容未作核对。",
    stopped=("此链接已停用", "出生日期错误次数过多。报告是安全的。请向诊所索取新的链接。"),
    dead=("此链接无法使用", "链接可能输入有误，或已过有效期。请向提供链接的诊所索取新的链接。"),
    fault=("服务出现问题", "这不是您的问题。请几分钟后再试。"),
    busy=("当前访问人数较多", "请一分钟后再试。"),
    refused=("无法处理此请求", "请重新打开诊所提供的链接。"),
    report="您的报告",
    told="{institution}，编号 {number}，{day}",
    page="第{page}页，共{pages}页",
    text="第{page}页的文字",
    download="下载报告（PDF）",
    file="口腔检查报告-{day}.pdf",
    closes="输入出生日期15分钟后本页将关闭，之后链接会再次询问出生日期。",
    close="关闭报告",
    wait=_chinese_wait,
    day=_chinese_day,
)

WORDS: Mapping[str, Words] = {Language.ENGLISH.value: ENGLISH, Language.CHINESE.value: CHINESE}
"""By the ISO 639 code of the language."""


def of_report(language: str) -> Words:
    """The words of a report's language."""
    return WORDS.get(language, ENGLISH)


def of_browser(accepted: str) -> Words:
    """The words that an Accept-Language header (RFC 9110) likes best, where the report's language is
    unknown."""
    best, found = 0.0, ENGLISH
    for choice in accepted[:200].split(","):
        tag, _, quality = choice.partition(";")
        words = WORDS.get(tag.strip().partition("-")[0].lower())
        try:
            weight = float(quality.partition("=")[2]) if quality else 1.0
        except ValueError:
            continue
        if words is not None and weight > best:
            best, found = weight, words
    return found
