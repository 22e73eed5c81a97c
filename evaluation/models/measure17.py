"""（十七）: 产改 in inspection, Party-building assessment, leadership and union assessments.

Each of the four has its document number (beside the 是), weight, year and the number of dependent units covered.
"""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import Count, Narrative, Percent, Year, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, rule_set

WEIGHT = "该文件中产改内容所占的分值权重，按百分制填，大于0、不超过100；没有单列权重的留空。"
YEAR = "该文件适用的考核或巡视年度，填四位年份。"
COVERED = "按该文件对所属独立核算单位开展考核或巡视的单位数，汇总时不逐级相加。"
COVERAGE = "覆盖的所属单位不能多于所属独立核算单位数（0012）。"
WEIGHT_RANGE = "权重按百分制填写，应大于0、不超过100；没有单列权重的留空。"


class Measure17(MeasureItems):
    in_inspection = YesNo(
        "1701", "是否纳入政治巡视（巡察）", measure=17, due_quarter=4,
        note="巡视巡察方案写明检查产改工作的填“是”，填文件名和文号。",
    )
    inspection_weight = Percent(
        "1701w", "政治巡视中的权重", measure=17, required=False, indent=1, sums=False, part=False,
        note=WEIGHT,
    )
    inspection_year = Year(
        "1701y", "政治巡视适用年度", measure=17, required=False, indent=1, sums=False, part=False,
        note=YEAR,
    )
    inspection_units = Count(
        "1701n", "政治巡视覆盖所属单位", measure=17, unit="个", required=False, indent=1, sums=False, part=False,
        note=COVERED,
    )
    in_party_review = YesNo(
        "1702", "是否纳入党建工作考核", measure=17, due_quarter=4,
        note="党建工作考核办法有产改内容的填“是”，填文件名和文号。",
    )
    party_review_weight = Percent(
        "1702w", "党建工作考核中的权重", measure=17, required=False, indent=1, sums=False, part=False,
        note=WEIGHT,
    )
    party_review_year = Year(
        "1702y", "党建工作考核适用年度", measure=17, required=False, indent=1, sums=False, part=False,
        note=YEAR,
    )
    party_review_units = Count(
        "1702n", "党建工作考核覆盖所属单位", measure=17, unit="个", required=False, indent=1, sums=False, part=False,
        note=COVERED,
    )
    in_leader_review = YesNo(
        "1703", "是否纳入党政领导班子年度考核", measure=17, due_quarter=4,
        note="领导班子年度考核有产改内容的填“是”，填文件名和文号。",
    )
    leader_review_weight = Percent(
        "1703w", "领导班子年度考核中的权重", measure=17, required=False, indent=1, sums=False, part=False,
        note=WEIGHT,
    )
    leader_review_year = Year(
        "1703y", "领导班子年度考核适用年度", measure=17, required=False, indent=1, sums=False, part=False,
        note=YEAR,
    )
    leader_review_units = Count(
        "1703n", "领导班子年度考核覆盖所属单位", measure=17, unit="个", required=False, indent=1, sums=False,
        part=False,
        note=COVERED,
    )
    in_union_review = YesNo(
        "1704", "是否纳入工会及相关部门年度考核", measure=17, due_quarter=4,
        note="对企业工会及相关部门的年度考核有产改内容的填“是”，填文件名和文号。",
    )
    union_review_weight = Percent(
        "1704w", "工会及部门年度考核中的权重", measure=17, required=False, indent=1, sums=False, part=False,
        note=WEIGHT,
    )
    union_review_year = Year(
        "1704y", "工会及部门年度考核适用年度", measure=17, required=False, indent=1, sums=False, part=False,
        note=YEAR,
    )
    union_review_units = Count(
        "1704n", "工会及部门年度考核覆盖所属单位", measure=17, unit="个", required=False, indent=1, sums=False,
        part=False,
        note=COVERED,
    )
    position_practice = Narrative(
        "1705", "纳入考核评价的做法", measure=17, required=False,
        note="纳入巡视、考核的具体条款、执行情况和结果运用，不超过800字。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Hard("H47a", "1701n <= 0012", how=COVERAGE),
        Hard("H47b", "1702n <= 0012", how=COVERAGE),
        Hard("H47c", "1703n <= 0012", how=COVERAGE),
        Hard("H47d", "1704n <= 0012", how=COVERAGE),
        Hard("H48a", "0 < 1701w <= 100", how=WEIGHT_RANGE),
        Hard("H48b", "0 < 1702w <= 100", how=WEIGHT_RANGE),
        Hard("H48c", "0 < 1703w <= 100", how=WEIGHT_RANGE),
        Hard("H48d", "0 < 1704w <= 100", how=WEIGHT_RANGE),
    )
