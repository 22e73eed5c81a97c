"""File names as they come from people's computers, made safe to store, show and send back."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
_UNSAFE = re.compile(r'[\\/:*?"<>|]')


def safe_name(name: str) -> str:
    """The last part of the name without path, control, direction-changing or reserved characters, at most
    120 characters, the suffix in lower case and kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    clean = PurePosixPath(_UNSAFE.sub("_", visible).strip(" ."))
    stem, suffix = clean.stem.strip(" .") or "附件", clean.suffix.lower()
    return f"{stem[: LONGEST - len(suffix)]}{suffix}"


def suffix_of(name: str) -> str:
    """The suffix without its dot, in lower case; empty when there is none."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")
