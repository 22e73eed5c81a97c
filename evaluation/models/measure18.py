"""（十八）: supervision, honours, publicity."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, YEAR_TO_DATE, Count, Total, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Soft, not_falling, rule_set


class Measure18(MeasureItems):
    supervised = Count(
        "1801", "接受督导", measure=18, kind=FLOW, unit="次",
        note="本季接受省、市总工会和国资委等产改督导的次数。",
    )
    supervision_problems = Count(
        "1802", "督导指出问题", measure=18, kind=FLOW, unit="个",
        note="本季督导反馈并列入清单的问题。",
    )
    supervision_fixed = Count(
        "1803", "督导问题整改完成", measure=18, kind=FLOW, unit="个",
        note="本季整改完成并销号的督导问题，含以前季度指出的。",
    )
    honours = Total(
        "1804", "五一劳动奖", measure=18, unit="个",
        note="期末保持荣誉的五一劳动奖状和奖章；工人先锋号在第（十三）项统计，此处不计。",
    )
    certificates_national = Count(
        "1804a", "其中：全国五一劳动奖状", measure=18, unit="个",
        note="授予本单位或所属集体的全国五一劳动奖状。",
    )
    medals_national = Count(
        "1804b", "其中：全国五一劳动奖章", measure=18, unit="个",
        note="授予本单位在职职工的全国五一劳动奖章。",
    )
    certificates_province = Count(
        "1804c", "其中：省五一劳动奖状", measure=18, unit="个",
        note="授予本单位或所属集体的省五一劳动奖状。",
    )
    medals_province = Count(
        "1804d", "其中：省五一劳动奖章", measure=18, unit="个",
        note="授予本单位在职职工的省五一劳动奖章。",
    )
    certificates_city = Count(
        "1804e", "其中：市级五一劳动奖状", measure=18, unit="个",
        note="市（区）总工会授予的五一劳动奖状。",
    )
    medals_city = Count(
        "1804f", "其中：市级五一劳动奖章", measure=18, unit="个",
        note="市（区）总工会授予的五一劳动奖章。",
    )
    coverage = Total(
        "1805", "宣传报道", measure=18, kind=FLOW, unit="篇",
        note="本季媒体刊播的本单位产改报道，同一稿件按最高级别媒体计一次。",
    )
    coverage_national = Count(
        "1805a", "其中：国家级媒体", measure=18, kind=FLOW, unit="篇",
        note="中央和国家级媒体刊播的报道。",
    )
    coverage_province = Count(
        "1805b", "其中：省级媒体", measure=18, kind=FLOW, unit="篇",
        note="省级媒体刊播的报道。",
    )
    coverage_city = Count("1805c", "其中：市级媒体", measure=18, kind=FLOW, unit="篇", note="市级媒体刊播的报道。")
    coverage_industry = Count(
        "1805d", "其中：行业媒体", measure=18, kind=FLOW, unit="篇",
        note="行业报刊和行业网络媒体刊播的报道，不含企业自办媒体。",
    )
    policies = Count(
        "1806", "本年出台政策措施", measure=18, kind=YEAR_TO_DATE, unit="项",
        note="自年初起本单位出台的产改政策举措，以发文为准，填累计数。",
    )
    pilot = YesNo(
        "1807", "是否为产改试点或示范企业", measure=18,
        note="列入市级及以上产改试点、示范名单的填“是”，并填公布文号。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        not_falling("H19o", "1806"),
        Soft("H45b", "ytd(1803) <= ytd(1802)", how="本年整改的多于本年指出的；整改上年遗留问题的写明个数。"),
    )
