"""Indicators of measures 15–18, and those about the returns themselves."""

# Each declaration reads as one paragraph.
# fmt: off
from portal.reporting.indicators.columns import Upward
from portal.reporting.indicators.definitions import POLICY_WORDING, STEADY, Exists, Full, Indicator


def established(code: str, title: str, item: str, measure: int, note: str) -> None:
    """An institutional yes/no item that has to be 是 by the end of the year."""
    Indicator(
        code, title, measure=measure, share=f"if {item} then 1 else 0", unit="", decimals=0, rule=Exists(),
        authority=POLICY_WORDING, direction=STEADY, note=note,
    )


def coverage(code: str, title: str, item: str) -> None:
    """Dependent units covered by one of the four assessments: the unit's own figure only, never added up."""
    Indicator(
        code, title, measure=17,
        share=item,
        of="0012", upward=Upward.NOTHING, authority=POLICY_WORDING,
        note="覆盖的所属单位占所属独立核算单位的比例；只看本级，没有所属单位的不适用。",
    )


# （十五）
Indicator(
    "I-1501", "党委（党组）专题研究产改次数", measure=15,
    share="1501", unit="次", decimals=0, rule=Exists(), authority=POLICY_WORDING,
    note="本年累计次数，一年至少一次。",
)
established("I-1502", "纳入企业发展战略规划", "1502", 15, "以规划文号和章节为准。")
established("I-1503", "建立产改领导机构", "1503", 15, "以成立文件为准。")
established("I-1504", "制定年度产改计划", "1504", 15, "以本年度计划文件为准。")

# （十六）
Indicator(
    "I-1601", "督促检查整改与发现之比", measure=16,
    share="ytd(1603)", of="ytd(1602)", authority=POLICY_WORDING,
    note="本年累计整改数与累计发现数之比；整改以前年度问题时可能超过100%。",
)
Indicator(
    "I-1602", "上升为制度性安排的项数", measure=16,
    share="1604", unit="项", decimals=0, rule=Exists(), authority=POLICY_WORDING,
    note="本年累计项数，一年至少一项。",
)

# （十七）
established("I-1701", "纳入政治巡视（巡察）", "1701", 17, "四项都有为全部落实。")
established("I-1702", "纳入党建工作考核", "1702", 17, "四项都有为全部落实。")
established("I-1703", "纳入党政领导班子年度考核", "1703", 17, "四项都有为全部落实。")
established("I-1704", "纳入工会及相关部门年度考核", "1704", 17, "四项都有为全部落实。")
Indicator(
    "I-1704a", "四项考核要求落实率", measure=17,
    share="count(1701, 1702, 1703, 1704)", of="4", rule=Full(), authority=POLICY_WORDING,
    note="政治巡视、党建考核、领导班子考核、工会及部门考核四项中已纳入的项数；四项都有为全部落实。",
)
coverage("I-1705", "政治巡视所属单位覆盖率", "1701n")
coverage("I-1705a", "党建工作考核所属单位覆盖率", "1702n")
coverage("I-1705b", "领导班子年度考核所属单位覆盖率", "1703n")
coverage("I-1705c", "工会及部门年度考核所属单位覆盖率", "1704n")

# （十八）
Indicator(
    "I-1801", "督导问题整改与指出之比", measure=18,
    share="ytd(1803)", of="ytd(1802)", authority=POLICY_WORDING,
    note="本年累计整改数与累计指出数之比；整改以前年度问题时可能超过100%。",
)
Indicator(
    "I-1802", "宣传报道篇数", measure=18,
    share="ytd(1805)", unit="篇", decimals=0, authority=POLICY_WORDING,
    note="本年累计各级媒体报道篇数。",
)

# 报送管理
Indicator("I-9001", "报送及时率", source="returns", note="按期报出的报表占应报报表的比例；展期以批准的日期为准。")
Indicator("I-9002", "一次审核通过率", source="returns", note="报出后没有被退回过的报表占已报出报表的比例。")
