"""Files that people attach: every kind that passes, and every kind that is refused, and why."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pikepdf
import pytest
from PIL import Image

from techbank.exceptions import Invalid
from techbank.files import sandbox, uploads
from techbank.files.uploads import LARGEST, MEDIA_TYPES, check_upload, clean_name
from tests.factories import files
from tests.factories.files import action, office, pdf, pdf_with_link, picture, relation, sent

SCRIPT = pikepdf.String("app.alert(1)")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("report.pdf", pdf(), "pdf"),
        ("REPORT.PDF", pdf(), "pdf"),
        ("minutes.docx", office(files.WORD), "docx"),
        ("figures.xlsx", office(files.EXCEL), "xlsx"),
        ("map.png", picture("PNG"), "png"),
        ("photo.jpg", picture("JPEG"), "jpg"),
        ("photo.JPEG", picture("JPEG"), "jpg"),
        ("table.csv", files.CSV, "csv"),
        ("table.csv", b"\xef\xbb\xbf" + files.CSV, "csv"),
        ("latin.csv", "année;valeur\n2024;-17,5\n".encode("cp1252"), "csv"),
        ("prose.csv", b"year;note\n2024;all, - costs (part) and 3,5\n", "csv"),
        ("photo.jfif", picture("JPEG"), "jpg"),
        ("phone.csv", b"name,phone\nOffice,+33 (1) 45 68 10 00\n", "csv"),
        ("below.csv", b"item,change\nimports,-5 (estimate)\nyield,-12.5(p)\n", "csv"),
        (
            "list.csv",
            b"what\n- training (two days)\n-- see annex!\n+ tea | milk\n",
            "csv",
        ),
        ("list.csv", "item;what\n1;- المضخات (اثنتان)\n2;-formation(2 jours)\n".encode(), "csv"),
        ("arabic.csv", "سنة,قيمة\n2024,17\n".encode(), "csv"),
    ],
)
def test_a_file_of_an_allowed_kind_passes(name: str, content: bytes, kind: str) -> None:
    upload = check_upload(sent(name, content))

    assert upload.media_type == MEDIA_TYPES[kind]
    assert (upload.size, len(upload.digest)) == (len(upload.content), 64)
    if kind not in ("png", "jpg"):
        assert upload.content == content


def test_links_that_a_reader_clicks_are_allowed() -> None:
    link = pdf_with_link(action("URI", URI=pikepdf.String("https://un.org/")))
    clicked = {"word/_rels/document.xml.rels": relation("hyperlink", "https://un.org/")}

    assert check_upload(sent("a.pdf", link)).content == link
    assert check_upload(sent("a.docx", office(parts=clicked))).size


@pytest.mark.parametrize(
    "target",
    [
        "tel:+251-11-551-7700",
        "sms:+251115517700",
        "mailto:office@example.org",
        "ftp://ftp.example.org/maps.zip",
        "skype:office?call",
        "geo:9.03,38.74",
        "file:///C:/Users/office/annex.docx",
        r"file:///C:\Users\office\annex.docx",
        "file:/home/office/annex.docx",
        "/annex.docx",
        "annex.docx",
        "https://example.org/a b",
    ],
)
def test_a_link_of_any_kind_that_only_shows_calls_or_opens_is_allowed(target: str) -> None:
    parts = {"word/_rels/document.xml.rels": relation("hyperlink", target)}

    assert check_upload(sent("a.docx", office(parts=parts))).size


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "ms-msdt:/id",
        "search-ms:query=a",
        "//host/share",
        r"/\host\share",
        " file://host/x",
        "file:////host/share",
        r"file:\\host\share",
    ],
)
def test_a_link_that_runs_something_or_reaches_another_computer_is_refused(target: str) -> None:
    parts = {"word/_rels/document.xml.rels": relation("hyperlink", target)}

    with pytest.raises(Invalid, match="starts a program or leads to the files"):
        check_upload(sent("a.docx", office(parts=parts)))


def test_a_chart_may_bring_its_workbook_along() -> None:
    chart = {"word/embeddings/Sheet1.xlsx": office(files.EXCEL)}

    assert check_upload(sent("a.docx", office(parts=chart))).size


REFUSED: list[tuple[str, bytes, str]] = [
    ("empty.pdf", b"", "is empty"),
    ("large.csv", b"a" * (LARGEST + 1), "at most 10 MB"),
    # a name that says something else
    ("photo.png", picture("JPEG"), "says .png, and this is a JPEG picture"),
    ("picture.png", picture("GIF"), "kind of picture cannot be attached"),
    ("report.docx", pdf(), "says .docx, and this is a PDF"),
    ("table.xlsx", office(files.WORD), "says .xlsx, and this is a Word document"),
    ("report.exe", pdf(), "has to end in"),
    ("report", pdf(), "has to end in"),
    ("report.pdf.html", pdf(), "has to end in"),
    ("notes.txt", b"plain words", "has to end in"),
    # kinds that are never taken
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can hold a script"),
    ("page.csv", b"\xef\xbb\xbf \n<!DOCTYPE html><script>1</script>", "can hold a script"),
    ("page.csv", "<html>".encode("utf-16"), "can hold a script"),
    ("setup.pdf", b"MZ\x90\x00" + b"\x00" * 99, "program"),
    ("run.csv", b"#!/bin/sh\nrm -r /\n", "program"),
    ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old or rich-text"),
    ("rich.docx", b"{\\rtf1 words}", "old or rich-text"),
    ("phone.jpg", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 99, "HEIC"),
    ("all.xlsx", b"Rar!\x1a\x07\x00", "archive"),
    # PDFs that act, fetch, hide, or are cut off
    ("script.pdf", pdf(OpenAction=action("JavaScript", JS=SCRIPT)), "holds a script"),
    ("script.pdf", pdf_with_link(action("JavaScript", JS=SCRIPT)), "holds a script"),
    ("form.pdf", pdf(AcroForm=pikepdf.Dictionary(XFA=pikepdf.Array([]))), "holds a script"),
    ("start.pdf", pdf_with_link(action("Launch", F=pikepdf.String("cmd.exe"))), "starts a program"),
    (
        "start.pdf",
        pdf_with_link(action("Launch", P=pikepdf.Array([]), F=pikepdf.String("x"))),
        "starts a program",
    ),
    (
        "next.pdf",
        pdf_with_link(action("URI", Next=pikepdf.Array([action("Launch")]))),
        "starts a program",
    ),
    ("send.pdf", pdf_with_link(action("SubmitForm", F=pikepdf.String("http://x"))), "sends"),
    ("other.pdf", pdf_with_link(action("GoToR", F=pikepdf.String("//x/y.pdf"))), "leads to other"),
    ("files.pdf", files.pdf_with_file_inside(), "carries other files inside"),
    ("locked.pdf", files.pdf_with_password(to_open="open"), "protected with a password"),
    ("locked.pdf", files.pdf_with_password(), "protected with a password"),
    ("cut.pdf", pdf()[:-40], "does not end where it should"),
    ("broken.pdf", b"%PDF-1.7\n%%EOF\n", "damaged"),
    ("both.pdf", pdf() + office(), "does not end|two kinds"),
    ("both.pdf", b"%PDF-1.7\n" + office() + b"\n%%EOF", "damaged|two kinds"),
    ("both.docx", office(parts={"a": b""})[:0] + b"PK\x03\x04%PDF-1.4" + office(), "two kinds"),
    # pictures that are bombs, or not pictures
    ("bomb.png", files.png_of(60_000, 60_000), "more than 40 million pixels"),
    ("thin.png", files.png_of(2_000_000, 1), "more than 40 million pixels"),
    ("short.png", files.png_of(5_000, 5_000), "damaged"),
    ("broken.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 200, "damaged"),
    ("broken.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "damaged"),
    # office files that run or fetch
    ("macro.docx", office(files.WORD_WITH_MACROS), "macros"),
    ("macro.docx", office(parts={"word/vbaProject.bin": b"x"}), "macros"),
    ("macro.xlsx", office(files.EXCEL, {"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
    ("active.docx", office(parts={"word/activeX/activeX1.bin": b"x"}), "macros"),
    ("inside.docx", office(parts={"word/embeddings/oleObject1.bin": b"\xd0\xcf"}), "inside"),
    (
        "inside.docx",
        office(parts={"word/embeddings/a.xlsx": office(files.EXCEL, {"xl/vbaProject.bin": b""})}),
        "inside",
    ),
    (
        "template.docx",
        office(
            parts={
                "word/_rels/settings.xml.rels": relation("attachedTemplate", "http://x/evil.dotm")
            }
        ),
        "fetches something",
    ),
    (
        "share.docx",
        office(parts={"word/_rels/document.xml.rels": relation("image", "file:///etc/passwd")}),
        "fetches something",
    ),
    (
        "click.docx",
        office(parts={"word/_rels/document.xml.rels": relation("hyperlink", "file://host/x")}),
        "another computer",
    ),
    (
        "click.docx",
        office(parts={"word/_rels/document.xml.rels": relation("hyperlink", r"\\host\share")}),
        "another computer",
    ),
    (
        "dde.xlsx",
        office(files.EXCEL, {"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        "fetches something",
    ),
    ("deck.docx", office("application/vnd.slideshow.main+xml"), "neither a Word document"),
    ("both.docx", office(f'{files.WORD}"/><Override ContentType="{files.EXCEL}'), "neither"),
    ("zip.docx", office(parts={"../up.xml": b""}), "unsafe names"),
    ("bomb.xlsx", office(files.EXCEL, {"xl/a.xml": b" " * (60 * 1024 * 1024)}), "more than 50 MB"),
    ("ratio.xlsx", office(files.EXCEL, {"xl/a.xml": b" " * (40 * 1024 * 1024)}), "far more than"),
    (
        "entity.docx",
        office(parts={"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>'}),
        "document type",
    ),
    ("list.docx", office(parts={"word/x.rels": b"<a" + b" " * (2 << 20)}), "unusual|far more"),
    # tables that are not text
    ("nul.csv", b"year,value\n2024,\x0017\n", "cannot be attached|not text"),
    ("nul.csv", b"year,value\n" + b"2024,17\n" * 500 + b"\x00", "not text"),
    ("control.csv", b"year,\x1b[31mvalue\n", "not text"),
    ("call.csv", b"year,value\n2024,=cmd|'/C calc'!A0\n", "formula"),
    ("call.csv", b'year,value\n2024,"=HYPERLINK(""http://x"")"\n', "formula"),
    ("call.csv", b"year,value\n2024,+SUM(A1)\n", "formula"),
    ("call.csv", b"year,value\n2024,-2+3+cmd|' /C calc'!A0\n", "formula"),
    ("call.csv", b"year,value\n2024,-hyperlink (A1)\n", "formula"),
    ("call.csv", b"year,value\n2024,\"+1\n+cmd|'/C calc'!A0\"\n", "formula"),
    ("call.csv", b"year,value\n2024,+cmd | '/C calc'!A0\n", "formula"),
    ("call.csv", b"year,value\n2024,-1" + b"+1" * 300 + b"+cmd|' /C calc'!A0\n", "formula"),
    ("call.csv", b"year,value\n2024,=1" + b"+1" * 300 + b"+SUM(A1)\n", "formula"),
    ("call.csv", b"year,value\n2024,+Sheet2!A1\n", "formula"),
    ("call.csv", b"year,value\n2024,@SUM(A1)\n", "formula"),
    ("wide.csv", "year,value\n2024,17\n".encode("utf-16"), "CSV UTF-8"),
    ("elsewhere.csv", b"year;value;note\n2024;17;a,=cmd|'/C calc'!A0\n", "formula"),
    ("elsewhere.csv", b'year;value;note\n2024;17;a,"=HYPERLINK(""http://x"")"\n', "formula"),
    ("mark.csv", b"sep=^\nyear^=cmd|'/C calc'!A0\n", "begins with"),
    ("odd.csv", b"year,value\n2024,\x81\x8d\n", "cannot be read|not text"),
]


@pytest.mark.parametrize(
    ("name", "content", "because"), REFUSED, ids=[f"{item[0]}: {item[2]}" for item in REFUSED]
)
def test_a_file_that_is_not_taken_is_refused_with_a_sentence(
    name: str, content: bytes, because: str
) -> None:
    with pytest.raises(Invalid, match=because) as refused:
        check_upload(sent(name, content))

    assert refused.value.field == "file"
    assert str(refused.value.sentence).endswith(".")


def test_ten_megabytes_exactly_pass() -> None:
    line = b"2024,17\n"

    assert check_upload(sent("a.csv", line * (LARGEST // len(line)))).size == LARGEST


def test_a_picture_loses_where_and_when_and_by_whom_it_was_taken() -> None:
    before = files.picture_with_place()
    assert b"Amara" in before
    assert b"window" in before

    after = check_upload(sent("photo.jpg", before)).content

    with Image.open(io.BytesIO(after)) as opened:
        assert dict(opened.getexif()) == {}
        assert "comment" not in opened.info
        # It lay on its side, and was turned before that was forgotten.
        assert opened.size == (30, 40)
    assert b"Amara" not in after
    assert b"Exif" not in after


def test_what_is_hidden_behind_a_picture_is_gone() -> None:
    hidden = b"<script>alert(1)</script>"

    for kind, name in (("PNG", "a.png"), ("JPEG", "a.jpg")):
        after = check_upload(sent(name, picture(kind) + hidden + office())).content
        assert hidden not in after
        assert b"PK\x03\x04" not in after


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_mode_are_written_again(mode: str) -> None:
    o = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (9, 7)).save(o, kind)

    after = check_upload(sent(f"a.{'jpg' if kind == 'JPEG' else 'png'}", o.getvalue())).content

    with Image.open(io.BytesIO(after)) as opened:
        assert opened.size == (9, 7)


@pytest.mark.parametrize(
    ("sent_as", "kept_as"),
    [
        ("C:\\Users\\amara\\report.pdf", "report.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("annexe\u202efdp.exe", "annexefdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ('who "is" <this>?.pdf', "who _is_ _this__.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("", "file"),
        (" . ", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_made_fit_to_be_shown(sent_as: str, kept_as: str) -> None:
    assert clean_name(sent_as) == kept_as


def test_the_child_holds_no_secret_and_little_memory() -> None:
    program = Path(sandbox.__file__).with_name("sandboxed_reader.py")
    text = (
        f"import runpy, os, resource; m = runpy.run_path({str(program)!r}); m['limit']();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], sorted(os.environ))"
    )
    payload = subprocess.run(
        [sys.executable, "-I", "-c", text],
        env={"PATH": "", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert int(payload.split()[0]) <= 1024**3
    assert "SECRET_KEY" not in payload
    assert os.environ["SECRET_KEY"]


def test_a_child_that_takes_too_long_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(sandbox, "_PROGRAM", slow)
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    started = time.monotonic()

    with pytest.raises(Invalid, match="takes too much"):
        check_upload(sent("a.pdf", pdf()))

    assert time.monotonic() - started < 10


def test_a_child_that_dies_refuses_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dying = tmp_path / "dying.py"
    dying.write_text("import os\nos.abort()\n")
    monkeypatch.setattr(sandbox, "_PROGRAM", dying)

    with pytest.raises(Invalid, match="takes too much"):
        check_upload(sent("a.png", picture()))


def test_too_many_at_once_are_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def acquire(self, **_options: Any) -> bool:
            return False

    monkeypatch.setattr(sandbox, "_SLOTS", Full())

    with pytest.raises(Invalid, match="in a minute"):
        check_upload(sent("a.png", picture()))


def test_a_file_is_refused_at_once_when_enough_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    full = BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(sandbox, "_SLOTS", full)
    monkeypatch.setattr(sandbox, "_WAITING", full)
    started = time.monotonic()

    with pytest.raises(Invalid, match="in a minute"):
        check_upload(sent("a.png", picture()))

    assert time.monotonic() - started < 5


def test_every_kind_has_a_reader() -> None:
    assert set(uploads._READERS) == set(MEDIA_TYPES)
