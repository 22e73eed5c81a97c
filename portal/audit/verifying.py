"""Checking the audit trail against its seals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from portal.audit.models import Event, Link, Seal, unsealed
from portal.audit.sealing import START, digest

CHUNK = 1000
# A report names so many rows of each sort; the counts are complete.
NAMED = 20


@dataclass
class Finding:
    """How many rows of one sort, and the first of them."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        self.count += 1
        if len(self.first) < NAMED:
            self.first.append(number)


@dataclass
class Report:
    """Result of a verification. ``missing`` and ``altered`` hold event ids, ``broken`` link numbers that lead
    nowhere: a link removed, or a seal whose head is not the chain's."""

    sealed: int = 0
    unsealed: int = 0
    head: str = START
    missing: Finding = field(default_factory=Finding)
    altered: Finding = field(default_factory=Finding)
    broken: Finding = field(default_factory=Finding)

    @property
    def intact(self) -> bool:
        return not (self.missing.count or self.altered.count or self.broken.count)

    def lines(self) -> list[str]:
        """The report in words."""
        lines = [f"已封存 {self.sealed} 条，未封存 {self.unsealed} 条，链首摘要 {self.head}"]
        for label, found in (("缺失", self.missing), ("被改动", self.altered), ("链断裂", self.broken)):
            if found.count:
                named = "、".join(map(str, found.first))
                more = " 等" if found.count > len(found.first) else ""
                lines.append(f"{label} {found.count} 处：{named}{more}")
        return lines + (["审计记录完整，未发现缺失或改动"] if self.intact else [])


def verify(tell: Callable[[int, int], None] = lambda done, total: None) -> Report:
    """Read the whole chain, a chunk at a time; ``tell(done, total)`` hears of the progress."""
    report = Report(unsealed=unsealed().count())
    heads = dict(Seal.objects.values_list("last", "head"))
    expected_last = max(heads, default=0)
    total = Link.objects.count()
    number = 0
    for links in _chunks():
        events = Event.objects.in_bulk([link.event_id for link in links])
        for link in links:
            _check(report, link, events.get(link.event_id), number)
            number = link.number
            _check_seal(report, link, heads)
        tell(report.sealed, total)
    for lost in range(number + 1, expected_last + 1):
        report.broken.add(lost)
    return report


def _chunks() -> Iterator[list[Link]]:
    after = 0
    while links := list(Link.objects.filter(number__gt=after).order_by("number")[:CHUNK]):
        yield links
        after = links[-1].number


def _check(report: Report, link: Link, event: Event | None, previous: int) -> None:
    """Compare one link with its event. The chain goes on from the stored digest, so that one altered row is
    reported once and not with everything after it."""
    for lost in range(previous + 1, link.number):
        report.broken.add(lost)
    report.sealed += 1
    if event is None:
        report.missing.add(link.event_id)
    elif link.number == previous + 1 and digest(report.head, event) != link.digest:
        report.altered.add(link.event_id)
    report.head = link.digest


def _check_seal(report: Report, link: Link, heads: dict[int, str]) -> None:
    if heads.get(link.number, link.digest) != link.digest:
        report.broken.add(link.number)
