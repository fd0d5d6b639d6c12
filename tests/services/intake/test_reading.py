"""A CSV file is read whatever its encoding, delimiter and quotes, or refused in one sentence."""

import csv
import io
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.errors import DentuiError, Invalid
from dentui.services.intake.reading import CsvFile, Limits, Row


def rows(path: Path, encoding: str | None = None, limits: Limits | None = None) -> list[Row]:
    with CsvFile(path, encoding, limits or Limits()) as opened:
        return list(opened.rows())


def cells(path: Path, encoding: str | None = None) -> list[list[str]]:
    return [row.cells for row in rows(path, encoding)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("Name;Ort\nMüller;Zürich\nÉric;Genève\n".encode(encoding))
    assert cells(file) == [["Name", "Ort"], ["Müller", "Zürich"], ["Éric", "Genève"]]


def test_chinese_of_older_spreadsheets_is_recognised_and_said(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("姓名,地址\n王芳,上海市\n".encode("gb18030"))
    with CsvFile(file) as opened:
        assert [row.cells for row in opened.rows()] == [["姓名", "地址"], ["王芳", "上海市"]]
        assert "GB 18030" in opened.remarks[0]


def test_the_fallback_to_western_european_is_said(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("Name;Ort\nMüller;Zürich\n".encode("cp1252"))
    with CsvFile(file) as opened:
        assert opened.encoding == "Windows-1252"
        assert "Windows-1252" in opened.remarks[0]


def test_an_encoding_that_is_told_is_used(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes("Name,Ort\nŁukasz,Łódź\n".encode("cp1250"))
    assert cells(file, "cp1250")[1] == ["Łukasz", "Łódź"]
    with pytest.raises(Invalid, match="no encoding that is known"):
        rows(file, "klingon")
    with pytest.raises(Invalid, match="no encoding of text files"):
        rows(file, "utf-7")
    with pytest.raises(Invalid, match="not written in utf-8"):
        rows(file, "utf-8")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised_though_others_stand_in_cells(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "list.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, delimiter=delimiter)
        writer.writerow(["name", "note", "city"])
        writer.writerow(["Keller, Anna", "a; b | c", "x"])
        writer.writerow(["Meier, Peter", "", "y"])
    assert cells(file)[1] == ["Keller, Anna", "a; b | c", "x"]


def test_a_line_that_names_the_delimiter_is_believed_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("sep=|\na|b\n1|2\n")
    assert rows(file) == [Row(2, ["a", "b"]), Row(3, ["1", "2"])]


def test_a_cell_may_hold_newlines_and_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text('a,b\n1,"x\ny"\n\n3,z\n')
    assert rows(file) == [Row(1, ["a", "b"]), Row(2, ["1", "x\ny"]), Row(3, []), Row(4, ["3", "z"])]


def test_a_row_with_broken_quotes_is_named_and_the_next_ones_are_read(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text('a,b\n"O"Brien",1\nKeller,2\n')
    found = rows(file)
    assert "quotation mark" in found[1].fault
    assert found[2].cells == ["Keller", "2"]


def test_a_file_that_is_cut_off_in_a_cell_says_so(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text('a,b\n1,"x\ny')
    assert "cut off" in rows(file)[1].fault


def test_a_huge_cell_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1," + "x" * 200_000 + "\n2,y\n")
    assert "more than 131,072" in rows(file)[1].fault


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\r\n", "is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (bytes(range(256)) * 2 + bytes(4096), "not a text file"),
        ("name,born\nx,y\n".encode("utf-16-le"), "utf-16-le"),
        (b"a,b\n\x81\x8d,\x9d\n", "neither UTF-8 nor"),
    ],
)
def test_what_is_no_csv_file_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(Invalid, match=sentence):
        rows(file)


def test_what_is_no_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no file"):
        rows(tmp_path / "nowhere.csv")
    with pytest.raises(Invalid, match="is a folder"):
        rows(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Invalid, match="not an ordinary file"):
        rows(tmp_path / "pipe")
    with pytest.raises(Invalid, match="not an ordinary file"):
        rows(Path("/dev/zero"))
    with pytest.raises(Invalid, match="cannot be a file's name"):
        rows(Path("a\0b"))


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(file_bytes=10), "at most"),
        (Limits(rows=2), "more than 2 rows"),
        (Limits(columns=2), "more than 2 columns"),
        (Limits(line=5), "line of more than 5"),
    ],
)
def test_more_than_is_believed_is_refused(tmp_path: Path, limits: Limits, sentence: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b,c\n1,2,3\n4,5,6\n7,8,9\n")
    with pytest.raises(Invalid, match=sentence):
        rows(file, limits=limits)


def test_a_file_that_changes_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n")
    with CsvFile(file) as opened:
        list(opened.rows())
        opened.check_unchanged()
        with file.open("a") as more:
            more.write("3,4\n")
        with pytest.raises(Invalid, match="changed while it was read"):
            opened.check_unchanged()


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=8), st.sampled_from(",;\t|"))
@settings(max_examples=150, deadline=None)
def test_what_a_csv_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]], delimiter: str
) -> None:
    file = tmp_path_factory.mktemp("csv") / "list.csv"
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    file.write_bytes(b"sep=" + delimiter.encode() + b"\r\n" + buffer.getvalue().encode())
    assert cells(file) == table


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_it(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("csv") / "list.csv"
    file.write_bytes(content)
    with suppress(DentuiError):
        rows(file)
