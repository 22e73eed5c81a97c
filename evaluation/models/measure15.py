"""（十五）: the Party committee's political task, written into the development strategy."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import YEAR_TO_DATE, Count, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import not_falling, rule_set


class Measure15(MeasureItems):
    committee_studies = Count(
        "1501", "党委（党组）专题研究产改", measure=15, kind=YEAR_TO_DATE, unit="次",
        note="自年初起党委（党组）会议专题研究产改工作的次数，以会议纪要为准，填累计数。",
    )
    in_strategy = YesNo(
        "1502", "是否纳入企业发展战略规划", measure=15, due_quarter=4,
        note="现行规划写明产改目标任务的填“是”，文号栏填规划文号和章节。",
    )
    leading_body = YesNo(
        "1503", "是否建立产改领导机构", measure=15, due_quarter=4,
        note="已发文成立产改领导小组或协调机构的填“是”，并填文号。",
    )
    annual_plan = YesNo(
        "1504", "是否制定年度产改计划", measure=15, due_quarter=4,
        note="已印发本年度产改工作要点或计划的填“是”，并填文号。",
    )

    class Meta:
        abstract = True

    rules = rule_set(not_falling("H19m", "1501"))
