"""Names of the fictional province: clearly invented, yet readable as what they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.organisations.models import Unit

# Invented stems; none is the name of an enterprise of the real province's list.
STEMS = (
    "秦岳", "渭澜", "灞原", "岐丰", "骊山岭", "太乙峰", "终南岫", "洛川原", "泾流", "汉源溪",
    "龙首原", "凤鸣冈", "榆塞", "长武塬", "丹江渡", "白鹿坡", "金锁关", "乾塬", "商於", "子午岭",
    "陈仓道", "褒斜", "傥骆", "米仓", "定军", "拜将台", "石门栈", "青泥", "桃林塞", "蓝关",
    "细柳营", "未央台", "昆明池", "曲水", "曲江源", "沣镐", "周原", "镐池", "灵沼", "丰泽",
)  # fmt: skip
SURNAMES = "李王张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余"
GIVEN = ("岚", "晓舟", "思齐", "颖", "建国", "文博", "雪梅", "志远", "海燕", "明轩", "秋月", "永强", "静怡", "国栋")


def group_names(words: list[str]) -> Iterator[str]:
    """Short names of groups: a stem with a word of the industry; with many groups stems are paired."""
    for number, word in enumerate(words):
        turn, place = divmod(number, len(STEMS))
        stem = STEMS[place] if not turn else STEMS[place][:2] + STEMS[(place + turn * 7) % len(STEMS)][:2]
        yield f"{stem}{word}"


def person(number: int) -> str:
    """A full name for the n-th person."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 5 % len(GIVEN)]


def staff(unit: Unit, role: str) -> str:
    """The full name of who holds a role at a unit, wherever the demo needs one."""
    return person(unit.sort_order * 3 + len(role))


def ordinal(number: int) -> str:
    """第二, 第三 … for namesakes; nothing for the first. Units beyond ten write 第十一, 第二十 as usual."""
    if number == 1:
        return ""
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十" if tens < 10 else str(number)
    return f"第{head}{digits[ones] if ones and tens < 10 else ''}"
