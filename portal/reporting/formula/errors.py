"""The one error of the formula language; every message says what was expected, what came, and what to do."""

from __future__ import annotations


class FormulaError(ValueError):
    """A formula that cannot be read or makes no sense.

    ``position`` counts characters of the formula from 1 (0: concerns the whole formula); ``expected``,
    ``received`` and ``fix`` are Chinese and may be shown beside the input. ``str()`` is the whole message.
    """

    def __init__(self, problem: str, *, position: int = 0, expected: str = "", received: str = "", fix: str = ""):
        self.problem = problem
        self.position = position
        self.expected = expected
        self.received = received
        self.fix = fix
        super().__init__(self._message())

    def _message(self) -> str:
        place = f"公式第 {self.position} 个字：" if self.position else "公式："
        parts = [f"{place}{self.problem}"]
        if self.expected:
            parts.append(f"应有：{self.expected}")
        if self.received:
            parts.append(f"收到：{self.received}")
        if self.fix:
            parts.append(f"请改为：{self.fix}")
        return "；".join(parts) + "。"
