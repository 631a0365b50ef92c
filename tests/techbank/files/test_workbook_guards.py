"""Workbooks that must never reach a library, and the few that do."""

import io
import os
import resource
import struct
import subprocess
import time
import zipfile
from collections.abc import Iterable
from threading import BoundedSemaphore
from typing import Any
from unittest import mock

import pytest
import xlsxwriter

from techbank.files import workbooks
from techbank.files.archives import Limits, UnsafeArchive, check_archive
from techbank.files.workbooks import WorkbookCell, check_workbook, read_workbook

Parts = Iterable[tuple[str, bytes]]
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">%s</Types>'
PLAIN: Parts = (("[Content_Types].xml", TYPES % b""), ("xl/workbook.xml", b"<workbook/>"))


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def a_workbook(fill: Any = lambda book, sheet: sheet.write_string(0, 0, "Words")) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book, book.add_worksheet("First"))
    book.close()
    return out.getvalue()


def code_of(content: bytes, name: str = "a.xlsx") -> str:
    """The code with which a check that starts no process refuses the workbook."""
    with (
        mock.patch.object(workbooks, "_in_a_child", side_effect=AssertionError("a library saw it")),
        pytest.raises(UnsafeArchive) as refused,
    ):
        read_workbook(content, name=name)
    assert str(refused.value.sentence).endswith((".", "!"))
    return refused.value.code


def encrypted() -> bytes:
    content = bytearray(zipped([*PLAIN, ("xl/sharedStrings.xml", b"<sst/>")]))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = content.index(mark) + at
        content[start : start + 2] = struct.pack("<H", 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"not a zip at all", "not_zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (zipped([("word/document.xml", b"<w/>")]), "not_workbook"),
        (zipped([*PLAIN, ("xl/vbaProject.bin", b"x")]), "macros"),
        (zipped([*PLAIN, ("xl/macrosheets/sheet1.xml", b"<x/>")]), "macros"),
        (zipped([*PLAIN, ("xl/activeX/activeX1.bin", b"x")]), "macros"),
        (
            zipped(
                [
                    ("[Content_Types].xml", TYPES % b'<Default ContentType="MacroEnabled.main"/>'),
                    ("xl/workbook.xml", b"<w/>"),
                ]
            ),
            "macros",
        ),
        (zipped([*PLAIN, ("xl/externalLinks/externalLink1.xml", b"<ddeLink/>")]), "links"),
        (zipped([*PLAIN, ("xl/embeddings/oleObject1.bin", b"x")]), "links"),
        (zipped([*PLAIN, ("xl/connections.xml", b"<connections/>")]), "links"),
        (zipped([*PLAIN, ("../outside.xml", b"<x/>")]), "names"),
        (zipped([*PLAIN, ("/etc/passwd", b"x")]), "names"),
        (zipped([*PLAIN, ("xl\\..\\..\\x", b"x")]), "names"),
        (zipped([*PLAIN, ("XL/workbook.xml", b"<x/>")]), "names"),
        (zipped([*PLAIN, *((f"xl/{n}.xml", b"") for n in range(500))]), "entries"),
        (zipped([*PLAIN, ("xl/a.xml", b"0" * 20_000_000)]), "ratio"),
        (zipped([*PLAIN, ("xl/a.xml", b"0" * 60_000_000)]), "unpacked"),
        (zipped([*PLAIN, ("xl/a.xml", b'<?xml version="1.0"?><!DOCTYPE x []><x/>')]), "doctype"),
        (zipped([*PLAIN, ("xl/a.rels", "<!DOCTYPE x []><x/>".encode("utf-16"))]), "doctype"),
        (zipped([*PLAIN, ("xl/a.xml", b" " * 65_531 + b"<!ENTITY x 'y'>")]), "doctype"),
        (zipped([*PLAIN], zipfile.ZIP_LZMA), "method"),
        (zipped([*PLAIN])[:-30], "not_zip"),
        (encrypted(), "encrypted"),
        (zipped([*PLAIN, ("x.bin", os.urandom(10_600_000))]), "large"),
    ],
)
def test_a_bad_file_is_refused_before_any_library_sees_it(content: bytes, code: str) -> None:
    assert code_of(content) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.xlsm", "macros"), ("a.xls", "extension"), ("a.csv", "extension"), ("a", "extension")],
)
def test_the_name_says_what_it_is(name: str, code: str) -> None:
    assert code_of(a_workbook(), name) == code


def test_a_list_of_parts_that_lies_about_its_length_is_refused() -> None:
    content = bytearray(zipped([(f"{n}", b"") for n in range(3_000)]))
    at = content.rindex(b"PK\x05\x06")
    content[at + 8 : at + 12] = struct.pack("<HH", 3, 3)
    assert code_of(bytes(content)) == "entries"


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    content = bytearray(zipped([*PLAIN, ("xl/a.xml", b"a" * 5_000)]))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 10)
    assert code_of(bytes(content)) == "damaged"


def test_four_kilobytes_of_entities_cost_neither_time_nor_memory() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{entities}]><x>&e11;</x>'
    content = zipped([*PLAIN, ("xl/sharedStrings.xml", bomb.encode())], zipfile.ZIP_STORED)
    assert len(content) < 4_096
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert code_of(content) == "doctype"
    assert time.process_time() - start < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB


def test_limits_are_the_callers() -> None:
    with pytest.raises(UnsafeArchive):
        check_archive(a_workbook(), Limits(entries=3))
    check_workbook(a_workbook(), name="a.xlsx")


def test_a_formula_is_reported_by_its_cell_and_its_text_is_left_out() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_formula("A1", "=SECRET()", None, 7)
        sheet.write_string("A2", "=1+1")
        sheet.write_number("B1", 0.1)
        sheet.write_boolean("B2", True)

    book = read_workbook(a_workbook(fill), name="a.xlsx")
    assert book.sheets[0].cells == {
        "A1": WorkbookCell("f", ""),
        "A2": WorkbookCell("s", "=1+1"),
        "B1": WorkbookCell("n", "0.1"),
        "B2": WorkbookCell("b", "true"),
    }


def test_merged_cells_are_reported() -> None:
    book = read_workbook(
        a_workbook(lambda _book, sheet: sheet.merge_range("B2:C3", "x")), name="a.xlsx"
    )
    assert book.sheets[0].merged == ("B2:C3",)


def test_a_cell_far_down_is_too_much() -> None:
    content = a_workbook(lambda _book, sheet: sheet.write_string(900_000, 0, "far"))
    with pytest.raises(UnsafeArchive) as refused:
        read_workbook(content, name="a.xlsx")
    assert refused.value.code == "too_much"


def test_a_workbook_that_eats_memory_ends_with_its_process() -> None:
    cells = b"".join(b'<font><sz val="%d"/></font>' % (n % 400) for n in range(1_500_000))
    styles = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts>'
        + cells
        + b"</fonts></styleSheet>"
    )
    good = zipfile.ZipFile(io.BytesIO(a_workbook()))
    parts = [(item, good.read(item)) for item in good.namelist() if item != "xl/styles.xml"]
    content = zipped([*parts, ("xl/styles.xml", styles), ("x.bin", os.urandom(400_000))])
    with pytest.raises(UnsafeArchive) as refused:
        read_workbook(content, name="a.xlsx")
    assert refused.value.code in ("too_much", "unreadable", "slow")


def test_a_reader_that_does_not_answer_is_given_up() -> None:
    late = subprocess.TimeoutExpired("reader", 1)
    with (
        mock.patch("techbank.files.workbooks.subprocess.run", side_effect=late),
        pytest.raises(UnsafeArchive) as refused,
    ):
        read_workbook(a_workbook(), name="a.xlsx")
    assert refused.value.code == "slow"


def test_the_child_knows_no_secrets() -> None:
    with mock.patch("techbank.files.workbooks.subprocess.run", wraps=subprocess.run) as run:
        read_workbook(a_workbook(), name="a.xlsx")
    assert set(run.call_args.kwargs["env"]) == {"PATH", "PYTHONDONTWRITEBYTECODE"}


def test_one_text_in_very_many_cells_is_too_much() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        for row in range(400):
            sheet.write_string(row, 0, "a" * 30_000)

    content = a_workbook(fill)
    with pytest.raises(UnsafeArchive) as refused:
        read_workbook(content, name="a.xlsx")
    assert (refused.value.code, len(content) < 20_000) == ("too_much", True)


def test_no_more_than_two_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = BoundedSemaphore(2)
    taken.acquire()
    taken.acquire()
    monkeypatch.setattr(workbooks, "_SLOTS", taken)
    monkeypatch.setattr(workbooks, "_WAIT_SECONDS", 0.05)
    with pytest.raises(UnsafeArchive) as refused:
        read_workbook(a_workbook(), name="a.xlsx")
    assert refused.value.code == "busy"
    taken.release()
    assert read_workbook(a_workbook(), name="a.xlsx").sheets
    assert read_workbook(a_workbook(), name="a.xlsx").sheets
