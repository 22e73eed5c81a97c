"""Unified social credit codes (GB 32100-2015) with the organisation code inside (GB 11714-1997); `domain.md` §10.

python-stdnum checks the outer digit only, so both are checked here. An enterprise's code starts with 9 (工商), a
union's with 8 (工会).
"""

from __future__ import annotations

from django.core.exceptions import ValidationError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH = 18


def org_check(body: str) -> str:
    """Check character of an organisation code's first eight characters (GB 11714)."""
    total = sum(ORG_ALPHABET.index(c) * w for c, w in zip(body, ORG_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_check(body: str) -> str:
    """Check character of a credit code's first seventeen characters (GB 32100)."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[-total % 31]


def make_code(first_two: str, area_code: str, serial: int) -> str:
    """A valid, fictional code, e.g. make_code("91", "610000", 7). The serial is written as MA + six digits."""
    body = f"MA{serial:06d}"
    if len(body) != 8 or len(first_two) != 2 or len(area_code) != 6:
        raise ValueError("need two characters, six digits and a serial from 0 to 999999")
    start = first_two + area_code + body + org_check(body)
    return start + credit_check(start)


def enterprise_code(serial: int, area_code: str = "610000") -> str:
    """A valid, fictional credit code of an enterprise."""
    return make_code("91", area_code, serial)


def union_code(serial: int, area_code: str = "610000") -> str:
    """A valid, fictional credit code of a union."""
    return make_code("81", area_code, serial)


def problem(code: str, first: str) -> str:
    """What is wrong with a credit code that must start with `first`, as a Chinese sentence; "" if nothing is."""
    if len(code) != LENGTH:
        return f"应有：{LENGTH} 位。收到：{len(code)} 位。怎样改：对照登记证书补全或删去多余字符。"
    bad = [c for c in code if c not in ALPHABET]
    if bad:
        return f"应有：数字和大写字母（不含 I、O、S、V、Z）。收到：{bad[0]}。怎样改：对照登记证书核对该字符。"
    if code[0] != first:
        owner = "企业（首位 9）" if first == "9" else "工会（首位 8）"
        return f"应有：{owner}的代码。收到：首位 {code[0]}。怎样改：确认没有与另一个代码填反。"
    return _wrong_check("第 17 位（组织机构代码校验位）", org_check(code[8:16]), code[16]) or _wrong_check(
        "第 18 位（校验码）", credit_check(code[:17]), code[17]
    )


def _wrong_check(place: str, expected: str, received: str) -> str:
    if expected == received:
        return ""
    return f"应有：{place}为 {expected}。收到：{received}。怎样改：对照登记证书逐位核对。"


def validate_enterprise_code(code: str) -> None:
    """Raise ValidationError (Chinese) unless this is an enterprise's credit code with both check characters right."""
    if found := problem(code, "9"):
        raise ValidationError(found, code="uscc")


def validate_union_code(code: str) -> None:
    """Raise ValidationError (Chinese) unless this is a union's credit code with both check characters right."""
    if found := problem(code, "8"):
        raise ValidationError(found, code="union_uscc")
