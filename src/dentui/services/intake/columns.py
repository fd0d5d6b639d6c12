"""What the columns of a file are: by their names, checked against what stands in them, and by what
stands in them where there is no name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dentui.domain import forms
from dentui.domain.patients import writes_family_first
from dentui.services.intake import dates, values
from dentui.services.intake.fields import NAMES, PHONES, Field, family_comes_first, field_of
from dentui.services.intake.reading import Row

SAMPLE = 2_000
"""Rows by whose content columns are recognised."""
_TITLE_ROWS = 10
_ONCE = frozenset(
    {Field.BIRTH_DATE, Field.LAST_VISIT, Field.ENTERED, Field.CHART_NUMBER, Field.GENDER, Field.FULL_NAME}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is used, or left out where `field` is None."""

    index: int
    header: str
    field: Field | None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is read."""

    columns: tuple[Column, ...]
    header_row: int
    """Number of the row with the names of the columns; 0 where there is none."""
    family_first: bool = False
    """Whether full names without a comma start with the family name."""
    remarks: tuple[str, ...] = ()

    def of(self, *fields: Field) -> list[Column]:
        """The columns that are taken as one of these."""
        return [column for column in self.columns if column.field in fields]


@dataclass(slots=True)
class _Content:
    """What a sample of a column holds, as shares of the cells that are not empty."""

    texts: list[str]
    shares: dict[str, float] = field(default_factory=dict)

    def share(self, kind: str) -> float:
        if kind not in self.shares:
            test = _KINDS[kind]
            self.shares[kind] = sum(map(test, self.texts)) / len(self.texts) if self.texts else 0.0
        return self.shares[kind]


def _is_text(text: str) -> bool:
    return not any(c.isdigit() or c == "@" for c in text) and any(c.isalpha() for c in text)


_KINDS: dict[str, Callable[[str], bool]] = {
    "email": forms.is_email,
    "date": dates.is_date_like,
    "gender": values.is_gender,
    "phone": lambda text: values.is_phone(text) and not dates.has_date_form(text),
    "insurance": values.is_insurance_number,
    "id": values.is_id_number,
    "figures": lambda text: text.isdecimal() and len(text) <= 9,
    "text": _is_text,
    "comma": lambda text: _is_text(text) and text.count(",") == 1 and not text.startswith(","),
    "digits and text": lambda text: any(c.isdigit() for c in text) and any(c.isalpha() for c in text),
}
# What tells beyond doubt that a header lies, and what the column then is.
_STRONG = (
    ("email", Field.EMAIL, "e-mail addresses"),
    ("insurance", Field.INSURANCE_NUMBER, "insurance numbers"),
    ("date", None, "dates"),
    ("phone", Field.PHONE, "telephone numbers"),
)
_EXPECTED = {
    Field.EMAIL: ("email",),
    Field.BIRTH_DATE: ("date", "figures"),
    Field.LAST_VISIT: ("date", "figures"),
    Field.ENTERED: ("date", "figures"),
    Field.MOBILE: ("phone", "figures", "id"),
    Field.LANDLINE: ("phone", "figures", "id"),
    Field.PHONE: ("phone", "figures", "id"),
    Field.GENDER: ("gender", "figures"),
    **dict.fromkeys(NAMES, ("text",)),
    Field.CITY: ("text", "digits and text"),
    Field.COUNTRY: ("text",),
}


def recognise(rows: Sequence[Row], today: date) -> Plan:
    """What the columns are, from the first rows of a file."""
    header_row, header = _find_header(rows) or _find_unknown_header(rows) or (0, [])
    data = [row for row in rows if row.number > header_row and any(cell.strip() for cell in row.cells)]
    width = max([len(header), *(len(row.cells) for row in data)], default=0)
    if header:
        width = len(header)
    content = [_content(data, index) for index in range(width)]
    if not header:
        columns = _by_content(content, today)
    else:
        columns = [_by_name(index, name, content[index]) for index, name in enumerate(header)]
        columns = _unknown_by_content(columns, content, today)
    columns = _names_settled(columns)
    columns = _once_only(columns)
    titled = header_row > min((row.number for row in rows), default=1)
    return _with_names_order(tuple(columns), header_row, content, titled=titled)


def _find_header(rows: Sequence[Row]) -> tuple[int, list[str]] | None:
    """The row with known names of columns, which titles may precede."""
    best: tuple[int, list[str]] | None = None
    most = 0
    for row in [row for row in rows if any(cell.strip() for cell in row.cells)][:_TITLE_ROWS]:
        named = sum(field_of(cell) is not None for cell in row.cells if cell.strip())
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if any(_is_data(cell) for cell in filled):
            break
        if named > most and (named >= 2 or named == len(filled) or row is rows[0]):
            best, most = (row.number, [cell.strip() for cell in row.cells]), named
    return best


def _find_unknown_header(rows: Sequence[Row]) -> tuple[int, list[str]] | None:
    """The first row, where it only names and the rows below hold dates or numbers: a header in a
    language that is not known here."""
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if len(filled) < 3 or not all(cell.strip() and not _is_data(cell.strip()) for cell in filled[0].cells):
        return None
    below = [_content(filled[1:], index) for index in range(len(filled[0].cells))]
    kinds = ("email", "date", "phone", "insurance", "id", "figures")
    if not any(max(holds.share(kind) for kind in kinds) >= 0.8 for holds in below):
        return None
    return filled[0].number, [cell.strip() for cell in filled[0].cells]


def _is_data(cell: str) -> bool:
    tests = ("email", "date", "phone", "insurance", "id", "figures")
    return any(_KINDS[test](cell) for test in tests)


def _content(rows: Sequence[Row], index: int) -> _Content:
    cells = (values.unwrapped(row.cells[index].strip()) for row in rows if index < len(row.cells))
    return _Content([cell for cell in cells if cell])


def _by_name(index: int, header: str, content: _Content) -> Column:
    named = field_of(header)
    if named is None:
        return Column(index, header, None)
    expected = _EXPECTED.get(named)
    if expected and len(content.texts) > 1 and max(content.share(kind) for kind in expected) < 0.2:
        for kind, truly, words in _STRONG:
            if content.share(kind) >= 0.9:
                remark = f"its name says {named.value}, but it holds {words}"
                return Column(index, header, truly, remark)
    if named is Field.CHART_NUMBER and content.share("id") >= 0.9 and content.share("phone") < 0.5:
        return Column(index, header, Field.ID_NUMBER, "its name says a number, and it holds long ones")
    return Column(index, header, named)


def _unknown_by_content(columns: list[Column], content: list[_Content], today: date) -> list[Column]:
    """Columns of an unknown name, where what they hold says enough and nothing else is that already."""
    guessed = _by_content(content, today)
    certain = {Field.EMAIL, Field.GENDER, Field.BIRTH_DATE, Field.INSURANCE_NUMBER, *PHONES}
    if not any(column.field in NAMES for column in columns):
        certain |= NAMES
    taken = {column.field for column in columns}
    if taken & PHONES:
        certain -= PHONES
    if Field.SALUTATION in taken:
        certain.discard(Field.GENDER)
    result = []
    for column, guess in zip(columns, guessed, strict=True):
        if column.field is None and not column.remark and guess.field in certain - taken:
            column = replace(guess, header=column.header)
        result.append(column)
    return result


def _by_content(content: list[_Content], today: date) -> list[Column]:
    found: dict[int, Field] = {}
    unclear: dict[int, str] = {}
    for index, holds in enumerate(content):
        if (kind := _plain_kind(holds)) is not None:
            found[index] = kind
    _dates_by_content(content, found, unclear, today)
    _figures_by_content(content, found)
    _texts_by_content(content, found)
    return [
        Column(
            index,
            "",
            found.get(index),
            "recognised by what it holds" if index in found else unclear.get(index, ""),
        )
        for index in range(len(content))
    ]


def _plain_kind(holds: _Content) -> Field | None:
    if not holds.texts:
        return None
    if holds.share("email") >= 0.8:
        return Field.EMAIL
    if holds.share("gender") >= 0.9 and len(set(holds.texts)) <= 10:
        return Field.GENDER
    if holds.share("date") >= 0.8:
        return None
    if holds.share("insurance") >= 0.8:
        return Field.INSURANCE_NUMBER
    if holds.share("phone") >= 0.8:
        return Field.PHONE
    return Field.ID_NUMBER if holds.share("id") >= 0.8 else None


def _dates_by_content(
    content: list[_Content], found: dict[int, Field], unclear: dict[int, str], today: date
) -> None:
    """People were born over many years; everything else in a patient list is of the last few."""
    middle: dict[int, int] = {}
    for index, holds in enumerate(content):
        if index not in found and holds.texts and holds.share("date") >= 0.8:
            order = dates.understand(set(holds.texts), country="", latest=today)
            middle[index] = sorted(_year(order, text, today) for text in holds.texts)[len(holds.texts) // 2]
    if not middle:
        return
    oldest = min(middle, key=lambda index: (middle[index], index))
    others = [year for index, year in middle.items() if index != oldest]
    if today.year - middle[oldest] >= 3 and all(year > middle[oldest] for year in others):
        found[oldest] = Field.BIRTH_DATE
    for index in middle:
        if index not in found:
            unclear[index] = "it holds dates, and nothing says of what"


def _year(order: dates.DateColumn, text: str, today: date) -> int:
    try:
        moment = order.read(text)
    except dates.NotADateError:
        return today.year
    return moment.year if moment else today.year


def _figures_by_content(content: list[_Content], found: dict[int, Field]) -> None:
    for index, holds in enumerate(content):
        if index in found or not holds.texts or holds.share("figures") < 0.95:
            continue
        if Field.CHART_NUMBER not in found.values() and len(set(holds.texts)) == len(holds.texts):
            found[index] = Field.CHART_NUMBER
        elif len({len(text) for text in holds.texts}) == 1 and len(holds.texts[0]) in (4, 5, 6):
            found[index] = Field.POSTCODE


def _texts_by_content(content: list[_Content], found: dict[int, Field]) -> None:
    free = [index for index, holds in enumerate(content) if index not in found and holds.texts]
    for index in free:
        if content[index].share("comma") >= 0.6:
            found[index] = Field.FULL_NAME
            break
    for index in free:
        after_postcode = found.get(index - 1) is Field.POSTCODE
        if index not in found and after_postcode and content[index].share("text") >= 0.8:
            found[index] = Field.CITY
        elif index not in found and content[index].share("digits and text") >= 0.6:
            found[index] = Field.ADDRESS
    words = [index for index in free if index not in found and content[index].share("text") >= 0.8]
    if Field.FULL_NAME in found.values() or not words:
        return
    if len(words) == 1 or words[1] != words[0] + 1:
        found[words[0]] = Field.FULL_NAME
        return
    family, given = words[0], words[1]
    if _repeats_less(content[given], content[family]):
        family, given = given, family
    found[family], found[given] = Field.FAMILY, Field.GIVEN


def _repeats_less(one: _Content, other: _Content) -> bool:
    """Whether the first column holds clearly more different names. Given names repeat more than
    family names, except in Chinese and Korean, where it is the other way round."""
    if min(len(one.texts), len(other.texts)) < 20:
        return False
    ours, theirs = len(set(one.texts)) / len(one.texts), len(set(other.texts)) / len(other.texts)
    if sum(map(writes_family_first, one.texts)) > len(one.texts) / 2:
        ours, theirs = theirs, ours
    return ours > 1.3 * theirs


def _names_settled(columns: list[Column]) -> list[Column]:
    """What "Name" means beside the others, and which of a full name and its parts is used."""
    fields = {column.field for column in columns}
    family, given = Field.FAMILY in fields, Field.GIVEN in fields
    if family == given:
        meant: Field | None = Field.FULL_NAME
    else:
        meant = Field.GIVEN if family else Field.FAMILY
    columns = [replace(c, field=meant) if c.field is Field.NAME else c for c in columns]
    fields = {column.field for column in columns}
    both = Field.FAMILY in fields and Field.GIVEN in fields
    useless = {Field.FULL_NAME} if both else {Field.FAMILY, Field.GIVEN}
    if Field.FULL_NAME not in fields:
        return columns
    remark = "the name is taken from other columns"
    return [replace(c, field=None, remark=remark) if c.field in useless else c for c in columns]


def _once_only(columns: list[Column]) -> list[Column]:
    """Of several columns that can be only one thing, the first."""
    first: dict[Field, int] = {}
    result = []
    for column in columns:
        kind = column.field
        if kind is not None and kind in _ONCE and first.setdefault(kind, column.index) != column.index:
            remark = f"column {first[kind] + 1} is the {kind.value} already"
            column = replace(column, field=None, remark=remark)
        result.append(column)
    return result


def _with_names_order(
    columns: tuple[Column, ...], header_row: int, content: list[_Content], *, titled: bool
) -> Plan:
    plan = Plan(columns, header_row)
    remarks = []
    family_first = False
    for column in plan.of(Field.FULL_NAME):
        family_first = family_comes_first(column.header)
        if content[column.index].share("comma") < 0.95 and not _in_family_first_script(content[column.index]):
            order = "family name first" if family_first else "given name first"
            remarks.append(
                f"Full names without a comma (column {column.index + 1}) were read with the {order}."
            )
    if not header_row:
        remarks.append("The file has no row with the names of the columns: they were recognised by content.")
        if plan.of(Field.FAMILY):
            remarks.append(
                f"Column {plan.of(Field.FAMILY)[0].index + 1} was taken as family name and column "
                f"{plan.of(Field.GIVEN)[0].index + 1} as given name."
            )
    elif titled:
        remarks.append(f"The names of the columns stand in row {header_row}; what is above was left out.")
    return replace(plan, family_first=family_first, remarks=tuple(remarks))


def _in_family_first_script(content: _Content) -> bool:
    texts = content.texts
    return sum(writes_family_first("".join(text.split())) for text in texts) >= 0.95 * len(texts)
