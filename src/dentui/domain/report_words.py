"""Every word that dentui itself prints on a report, in each language that reports are written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from dentui.domain import teeth
from dentui.domain.findings import FindingKind, Severity, Surface, surface_word
from dentui.domain.images import ImageType
from dentui.domain.patients import Gender
from dentui.domain.reports import Language
from dentui.domain.teeth import Numbering, ToothKind
from dentui.domain.views import View


@dataclass(frozen=True, slots=True)
class Words:
    """A catalogue. Texts in braces are filled in."""

    tag: str
    """The language, as BCP 47 writes it."""
    title: str
    number: str
    """Of a report."""
    no_number: str
    corrects: str
    preview: str
    patient: str
    chart_number: str
    gender: str
    birth_date: str
    age: str
    age_of_one: str
    examined_by: str
    tooth_chart: str
    right: str
    """Of the patient: beside the chart."""
    left: str
    chart_spoken: str
    nothing_found: str
    numbering: str
    findings: str
    tooth: str
    finding: str
    surfaces: str
    severity: str
    gums: str
    gums_how: str
    not_scored: str
    sextants: tuple[str, ...]
    """As `findings.SEXTANTS` has them."""
    scores: Mapping[str, str]
    """What a score of the gums means."""
    jaws: str
    views: Mapping[View, str]
    face: str
    pictures: str
    types: Mapping[ImageType, str]
    """What a picture is called that has no caption."""
    cannot_be_shown: str
    assessment: str
    advice: str
    signature: str
    scan: str
    """Beside the code on a patient's copy."""
    scan_spoken: str
    page: str
    missing: str
    """On letters that are in no font."""
    separator: str
    """Between things of a list."""
    kinds: Mapping[FindingKind, str]
    severities: Mapping[Severity, str]
    genders: Mapping[Gender, str]
    day: Callable[[date], str]
    spoken: Callable[[int], str]
    """A tooth in words."""
    surface: Callable[[Surface, int], str]

    def years(self, number: int) -> str:
        """An age."""
        return (self.age_of_one if number == 1 else self.age).format(number=number)

    def of_numbering(self, numbering: Numbering) -> str:
        """How teeth are numbered, in a sentence."""
        return self.numbering.format(
            name="FDI (ISO 3950)" if numbering is Numbering.FDI else "Universal (ADA)"
        )


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _english_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_QUADRANTS = {1: "右上", 2: "左上", 3: "左下", 4: "右下"}
_ORDINALS = ("第一", "第二", "第三")


def _chinese_tooth(tooth: int) -> str:
    """As GB/T 9938 and textbooks call it: 右上第一磨牙, 左下第二乳磨牙."""
    number, milk, what = tooth % 10, teeth.deciduous(tooth), teeth.kind(tooth)
    where = _QUADRANTS[teeth.quadrant(tooth)]
    young = "乳" if milk else ""
    if what is ToothKind.INCISOR:
        return f"{where}{young}{'中' if number == 1 else '侧'}切牙"
    if what is ToothKind.CANINE:
        return f"{where}{young}尖牙"
    order = _ORDINALS[number - (4 if milk or what is ToothKind.PREMOLAR else 6)]
    return f"{where}{order}{young}{'前磨牙' if what is ToothKind.PREMOLAR else '磨牙'}"


_CHINESE_SURFACES = {
    "mesial": "近中面",
    "distal": "远中面",
    "occlusal": "咬合面",
    "incisal": "切缘",
    "buccal": "颊面",
    "labial": "唇面",
    "lingual": "舌面",
    "palatal": "腭面",
}


def _chinese_surface(surface: Surface, tooth: int) -> str:
    return _CHINESE_SURFACES[surface_word(surface, tooth)]


def _english_tooth(tooth: int) -> str:
    text = teeth.spoken(tooth)
    return text[:1].upper() + text[1:]


ENGLISH = Words(
    tag="en-GB",
    title="Health checking report",
    number="No. {number}",
    no_number="No number yet",
    corrects="Corrects and replaces {number}",
    preview="Preview – not published",
    patient="Patient",
    chart_number="Chart",
    gender="Gender",
    birth_date="Born",
    age="{number} years",
    age_of_one="1 year",
    examined_by="Dentist",
    tooth_chart="Tooth chart",
    right="R",
    left="L",
    chart_spoken="Tooth chart. {findings}",
    nothing_found="No findings were recorded.",
    numbering="Tooth numbers: {name}. The patient’s right is on the left.",
    findings="Findings",
    tooth="Tooth",
    finding="Finding",
    surfaces="Surfaces",
    severity="Severity",
    gums="Gums",
    gums_how="Basic Periodontal Examination: the highest score in each sixth of the mouth.",
    not_scored="not scored",
    sextants=(
        *("Upper right", "Upper front", "Upper left"),
        *("Lower right", "Lower front", "Lower left"),
    ),
    scores={
        "0": "Healthy: no pockets over 3.5 mm, no calculus, no bleeding",
        "1": "Bleeding on probing, no pockets over 3.5 mm, no calculus",
        "2": "Calculus or overhangs, no pockets over 3.5 mm",
        "3": "Pockets of 3.5 to 5.5 mm",
        "4": "Pockets over 5.5 mm",
        "*": "Furcation involved",
        "X": "Fewer than two teeth",
    },
    jaws="Jaws",
    views={
        View.UPPER: "Upper jaw",
        View.LOWER: "Lower jaw",
        View.FRONT: "Front",
        View.RIGHT: "Right",
        View.LEFT: "Left",
    },
    face="Face",
    pictures="Pictures",
    types={
        ImageType.FACIAL_IMAGE: "Face",
        ImageType.INTRAORAL_IMAGES: "Intraoral photo",
        ImageType.X_RAY: "X-ray",
    },
    cannot_be_shown="This picture cannot be shown.",
    assessment="Assessment",
    advice="Advice",
    signature="Date and signature",
    scan="Scan the code to read this report on your phone until {day}. It asks for your date of birth.",
    scan_spoken="QR code that opens this report until {day}",
    page="Page {page} of {pages}",
    missing="Letters that no font here has are printed as their Unicode numbers: {letters}.",
    separator=", ",
    kinds={
        FindingKind.CARIES: "Caries",
        FindingKind.CALCULUS: "Calculus",
        FindingKind.MISSING: "Missing",
        FindingKind.FILLING: "Filling",
        FindingKind.CROWN: "Crown",
        FindingKind.IMPLANT: "Implant",
        FindingKind.ROOT_CANAL: "Root canal treatment",
        FindingKind.WEAR: "Wear",
        FindingKind.FRACTURE: "Fracture",
        FindingKind.GUM: "Gum",
        FindingKind.OTHER: "Other",
    },
    severities={Severity.MILD: "mild", Severity.MODERATE: "moderate", Severity.SEVERE: "severe"},
    genders={Gender.FEMALE: "female", Gender.MALE: "male", Gender.OTHER: "other", Gender.UNKNOWN: "–"},
    day=_english_day,
    spoken=_english_tooth,
    surface=surface_word,
)

CHINESE = Words(
    tag="zh-Hans",
    title="口腔健康检查报告",
    number="编号 {number}",
    no_number="尚无编号",
    corrects="更正并取代 {number}",
    preview="预览 – 尚未发布",
    patient="患者",
    chart_number="病历号",
    gender="性别",
    birth_date="出生日期",
    age="{number}岁",
    age_of_one="1岁",
    examined_by="医师",
    tooth_chart="牙位图",
    right="右",
    left="左",
    chart_spoken="牙位图。{findings}",
    nothing_found="未记录任何异常。",
    numbering="牙位编号：{name}。图中左侧为患者右侧。",
    findings="检查所见",
    tooth="牙位",
    finding="所见",
    surfaces="牙面",
    severity="程度",
    gums="牙龈",
    gums_how="基本牙周检查（BPE）：每个区段记录最高分。",
    not_scored="未评分",
    sextants=("右上后牙", "上前牙", "左上后牙", "右下后牙", "下前牙", "左下后牙"),
    scores={
        "0": "健康：无超过3.5毫米的牙周袋，无牙石，无出血",
        "1": "探诊出血，无超过3.5毫米的牙周袋，无牙石",
        "2": "有牙石或悬突，无超过3.5毫米的牙周袋",
        "3": "牙周袋3.5至5.5毫米",
        "4": "牙周袋超过5.5毫米",
        "*": "根分叉病变",
        "X": "不足两颗牙",
    },
    jaws="牙列模型",
    views={
        View.UPPER: "上颌",
        View.LOWER: "下颌",
        View.FRONT: "正面",
        View.RIGHT: "右侧",
        View.LEFT: "左侧",
    },
    face="面部",
    pictures="影像",
    types={
        ImageType.FACIAL_IMAGE: "面部照片",
        ImageType.INTRAORAL_IMAGES: "口内照片",
        ImageType.X_RAY: "X线片",
    },
    cannot_be_shown="此图像无法显示。",
    assessment="评估",
    advice="建议",
    signature="日期与签名",
    scan="用手机扫描二维码即可查看本报告，有效期至{day}。打开时须输入您的出生日期。",
    scan_spoken="打开本报告的二维码，有效期至{day}",
    page="第 {page} 页，共 {pages} 页",
    missing="字体中没有的字符以其 Unicode 编号印出：{letters}。",
    separator="、",
    kinds={
        FindingKind.CARIES: "龋坏",
        FindingKind.CALCULUS: "牙石",
        FindingKind.MISSING: "缺失",
        FindingKind.FILLING: "充填体",
        FindingKind.CROWN: "牙冠",
        FindingKind.IMPLANT: "种植体",
        FindingKind.ROOT_CANAL: "根管治疗",
        FindingKind.WEAR: "磨耗",
        FindingKind.FRACTURE: "折裂",
        FindingKind.GUM: "牙龈",
        FindingKind.OTHER: "其他",
    },
    severities={Severity.MILD: "轻度", Severity.MODERATE: "中度", Severity.SEVERE: "重度"},
    genders={Gender.FEMALE: "女", Gender.MALE: "男", Gender.OTHER: "其他", Gender.UNKNOWN: "–"},
    day=_chinese_day,
    spoken=_chinese_tooth,
    surface=_chinese_surface,
)

WORDS: Mapping[Language, Words] = {Language.ENGLISH: ENGLISH, Language.CHINESE: CHINESE}
