"""（十六）: the enterprise union's daily work: guide, push, inspect, turn practice into rules."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, YEAR_TO_DATE, Count
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Soft, not_falling, rule_set


class Measure16(MeasureItems):
    inspections = Count(
        "1601", "督促检查", measure=16, kind=FLOW, unit="次",
        note="本季企业工会组织的产改督促检查次数。",
    )
    problems_found = Count(
        "1602", "督促检查发现问题", measure=16, kind=FLOW, unit="个",
        note="本季检查中新发现并列入清单的问题。",
    )
    problems_fixed = Count(
        "1603", "问题整改完成", measure=16, kind=FLOW, unit="个",
        note="本季整改完成并销号的问题，含以前季度发现的。",
    )
    new_rules = Count(
        "1604", "本年新增制度性安排", measure=16, kind=YEAR_TO_DATE, unit="项",
        note="自年初起由产改经验上升而成并印发的制度，填累计数。",
    )
    experience = Count("1605", "经验材料", measure=16, kind=FLOW, unit="篇", note="本季上报或交流的产改经验材料。")
    meetings = Count(
        "1606", "联席和协调会议", measure=16, kind=FLOW, unit="次",
        note="本季召开的产改联席会议、协调会议。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        not_falling("H19n", "1604"),
        Soft("H45a", "ytd(1603) <= ytd(1602)", how="本年整改的多于本年发现的；整改上年遗留问题的写明个数。"),
    )
