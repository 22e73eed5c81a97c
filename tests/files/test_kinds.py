"""What is accepted is decided by content; every refusal says what was expected, what came and what to do."""

import io
import struct
import zipfile

import pytest

from portal.files.kinds import DOCX, JPG, PDF, PNG, XLSX, recognise
from portal.files.limits import LARGEST_RETURN, MB, check_total, megabytes
from portal.files.names import safe_name
from portal.files.refusals import FileRefused

PDF_BYTES = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
PNG_BYTES = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
JPG_BYTES = b"\xff\xd8\xff\xe0" + bytes(64) + b"\xff\xd9"
TYPES = "<Types><Override ContentType='application/vnd.openxmlformats'/></Types>"


def office(heart="xl/workbook.xml", types=TYPES, **members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(heart, "<x/>")
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "suffix", "kind"),
    [
        (PDF_BYTES, "pdf", PDF),
        (b"\xef\xbb\xbf\r\n" + PDF_BYTES, "pdf", PDF),
        (PNG_BYTES, "png", PNG),
        (JPG_BYTES, "jpg", JPG),
        (JPG_BYTES + b"camera data", "jpeg", JPG),
        (office(), "xlsx", XLSX),
        (office("word/document.xml"), "docx", DOCX),
    ],
)
def test_the_five_kinds_are_recognised(content, suffix, kind):
    assert recognise(io.BytesIO(content), suffix) is kind


@pytest.mark.parametrize(
    ("content", "suffix", "said"),
    [
        (b"MZ\x90", "exe", "收到：.exe"),
        (PDF_BYTES, "", "没有扩展名"),
        (b"MZ\x90" + bytes(99), "pdf", "内容却认不出"),
        (b"MZ\x90\x00" + PDF_BYTES, "pdf", "内容却认不出"),
        (b"<script>" + PDF_BYTES, "pdf", "内容却认不出"),
        (PDF_BYTES[:20], "pdf", "文件不完整"),
        (PDF_BYTES, "png", "内容却是 PDF"),
        (office("word/document.xml"), "xlsx", "内容却是 DOCX"),
        (office("other.xml"), "xlsx", "内容却认不出"),
        (office()[:60], "xlsx", "内容却认不出"),
        (office(**{"xl/vbaProject.bin": "x"}), "xlsx", "含有宏"),
        (office(types="application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "xlsx", "含有宏"),
        (office(**{"xl/activeX/activeX1.xml": "x"}), "xlsx", "含有宏"),
        (office(**{"../../etc/passwd": "x"}), "xlsx", "不正常"),
        (office(**{"/abs.xml": "x"}), "xlsx", "不正常"),
        (office(**{"C:\\x.xml": "x"}), "xlsx", "不正常"),
    ],
)
def test_everything_else_is_refused_with_what_to_do(content, suffix, said):
    with pytest.raises(FileRefused) as refused:
        recognise(io.BytesIO(content), suffix)
    text = str(refused.value)
    assert said in text
    assert "应有：" in text
    assert "怎样改：" in text


def test_an_archive_that_unpacks_to_too_much_is_refused():
    with pytest.raises(FileRefused, match="展开后不超过 200 MB"):
        recognise(io.BytesIO(office(**{"xl/big.xml": bytes(201 * MB)})), "xlsx")


def test_an_encrypted_office_file_is_refused():
    content = bytearray(office())
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1
    with pytest.raises(FileRefused, match="密码"):
        recognise(io.BytesIO(bytes(content)), "xlsx")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\用户\\证明 材料.PDF", "证明 材料.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("报\u202efdp.xlsx", "报fdp.xlsx"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        (" .pdf", "pdf"),
        ("", "附件"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_keep_their_last_part_without_tricks(name, safe):
    assert safe_name(name) == safe


def test_a_return_holds_two_hundred_megabytes():
    check_total(LARGEST_RETURN - 5, 5)
    with pytest.raises(FileRefused, match="不超过 200 MB"):
        check_total(LARGEST_RETURN - 5, 6)
    assert megabytes(20 * MB + 1) == "20.1 MB"
