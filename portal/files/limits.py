"""How large files may be (`rulings.md` 26)."""

from portal.files.refusals import FileRefused

MB = 1024 * 1024
LARGEST_FILE = 20 * MB
LARGEST_RETURN = 200 * MB


def megabytes(size: int) -> str:
    """`3.2 MB`, rounded up so that a file just over a limit never reads as being at it."""
    tenths = -(-size * 10 // MB)
    return f"{tenths // 10}.{tenths % 10} MB"


def check_total(kept: int, added: int, *, limit: int = LARGEST_RETURN, what: str = "一份报表") -> None:
    """Raise FileRefused when `added` bytes on top of the `kept` ones exceed what one return may hold."""
    if kept + added > limit:
        raise FileRefused(
            f"附件没有收下。应有：{what}的附件合计不超过 {limit // MB} MB。"
            f"收到：已有 {megabytes(kept)}，再加 {megabytes(added)}。怎样改：压缩图片或删去不再需要的附件后重传。"
        )
