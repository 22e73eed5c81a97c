"""What a file really is, read from its content; its name is only what somebody called it."""

import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from portal.files.limits import MB, megabytes
from portal.files.refusals import FileRefused

ACCEPTED = "PDF、JPG、PNG、DOCX、XLSX"
MOST_MEMBERS = 5000
LARGEST_UNPACKED = 200 * MB
_CONTENT_TYPES = "[Content_Types].xml"
_LARGEST_CONTENT_TYPES = 4 * MB
_ENCRYPTED_BIT = 0x1
# What programs put before a PDF's header; readers that look further would take a program for a PDF.
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Kind:
    """An accepted kind: its suffixes, the first being ours, and the type it is sent with."""

    suffixes: tuple[str, ...]
    content_type: str

    @property
    def suffix(self) -> str:
        return self.suffixes[0]


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind(("pdf",), "application/pdf")
JPG = Kind(("jpg", "jpeg"), "image/jpeg")
PNG = Kind(("png",), "image/png")
DOCX = Kind(("docx",), f"{_OFFICE}wordprocessingml.document")
XLSX = Kind(("xlsx",), f"{_OFFICE}spreadsheetml.sheet")
BY_SUFFIX = {suffix: kind for kind in (PDF, JPG, PNG, DOCX, XLSX) for suffix in kind.suffixes}
# What the standard library raises for an archive that is damaged, in whichever way.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    RuntimeError, NotImplementedError,
)  # fmt: skip
_HEART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


def recognise(file: BinaryIO, suffix: str) -> Kind:
    """The kind of an open file; raises FileRefused when it is none of ours, is damaged, is not what its suffix
    says, or is an Office file with macros, encryption or a dangerous archive."""
    if suffix not in BY_SUFFIX:
        raise FileRefused(_wrong_kind(f".{suffix}" if suffix else "没有扩展名的文件"))
    head, tail = _ends(file)
    found = _by_signature(file, head, tail)
    if found is None:
        raise FileRefused(_wrong_kind(f"扩展名 .{suffix}，内容却认不出是这类文件，或文件不完整"))
    if suffix not in found.suffixes:
        raise FileRefused(_wrong_kind(f"扩展名 .{suffix}，内容却是 {found.suffix.upper()}"))
    return found


def _wrong_kind(received: str) -> str:
    return f"附件没有收下。应有：{ACCEPTED}。收到：{received}。怎样改：用原来的软件另存为这几种格式之一后重传。"


def _ends(file: BinaryIO, length: int = 2048) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(length)
    size = file.seek(0, 2)
    file.seek(max(0, size - length))
    return head, file.read(length)


def _by_signature(file: BinaryIO, head: bytes, tail: bytes) -> Kind | None:
    if head.removeprefix(BOM).lstrip().startswith(b"%PDF-"):
        return PDF if b"%%EOF" in tail else None
    if head.startswith(b"\xff\xd8\xff"):
        return JPG if _contains(file, b"\xff\xd9") else None
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG if _contains(file, b"IEND\xaeB`\x82") else None
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    return None


def _contains(file: BinaryIO, mark: bytes, block: int = MB) -> bool:
    """Whether the mark occurs anywhere (cameras append data after a picture's end)."""
    file.seek(0)
    before = b""
    while piece := file.read(block):
        if mark in before + piece:
            return True
        before = piece[-len(mark) :]
    return False


def _office_kind(file: BinaryIO) -> Kind | None:
    try:
        with zipfile.ZipFile(file) as archive:
            return _checked_archive(archive)
    except FileRefused:
        raise
    except DAMAGED:
        return None


def _checked_archive(archive: zipfile.ZipFile) -> Kind | None:
    members = archive.infolist()
    names = {member.filename for member in members}
    _refuse_dangerous(members)
    if _CONTENT_TYPES not in names:
        return None
    _refuse_macros(archive, names)
    return next((kind for heart, kind in _HEART.items() if heart in names), None)


def _refuse_dangerous(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED:
        raise FileRefused(
            f"附件没有收下。应有：展开后不超过 {LARGEST_UNPACKED // MB} MB。收到：展开后 {megabytes(unpacked)}。"
            "怎样改：删去不用的工作表、图片后另存再传。"
        )
    if len(members) > MOST_MEMBERS or any(_escapes(member.filename) for member in members):
        raise FileRefused(_wrong_kind("内部结构不正常的压缩文件"))
    if any(member.flag_bits & _ENCRYPTED_BIT for member in members):
        raise FileRefused(_wrong_kind("加了密码的文件"))


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _refuse_macros(archive: zipfile.ZipFile, names: set[str]) -> None:
    if archive.getinfo(_CONTENT_TYPES).file_size > _LARGEST_CONTENT_TYPES:
        raise FileRefused(_wrong_kind("内部结构不正常的压缩文件"))
    types = archive.read(_CONTENT_TYPES).lower()
    active = any(name.lower().endswith("vbaproject.bin") or "/activex/" in name.lower() for name in names)
    if active or b"macroenabled" in types or b"vbaproject" in types:
        raise FileRefused(
            "附件没有收下。应有：不带宏的文件。收到：含有宏或控件的 Office 文件。"
            "怎样改：在 Excel、WPS 或 Word 里另存为不带宏的 xlsx、docx 后重传。"
        )
