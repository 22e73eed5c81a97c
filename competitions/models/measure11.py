"""（十一）: drills and contests; every main trade covered within the year."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, YEAR_TO_DATE, Count, Total
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import CATALOGUE_CHANGE, Hard, Soft, not_doubled, not_falling, rule_set

POLICY = "陕工发〔2023〕21号（十一）"


class Measure11(MeasureItems):
    trades = Count(
        "1101", "主要工种数", measure=11, unit="个",
        note="经上级审核的本年主要工种目录中的工种数，目录一年一定，全年不变。",
    )
    trades_contested = Count(
        "1102", "本年已开展竞赛的主要工种数", measure=11, kind=YEAR_TO_DATE, unit="个",
        note="目录内自年初起至少举办过一次竞赛的工种数，同一工种多次竞赛只计一个，填累计数。",
    )
    contests = Count(
        "1103", "技能竞赛", measure=11, kind=FLOW, unit="场",
        note="本季举办或组队参加的技能竞赛场次，等于各级之和。",
    )
    contests_national_1 = Count(
        "1103a", "其中：国家级一类", measure=11, kind=FLOW, unit="场",
        note="含世界技能大赛、全国技能大赛和国家级一类（跨行业）竞赛。",
    )
    contests_national_2 = Count(
        "1103b", "其中：国家级二类", measure=11, kind=FLOW, unit="场",
        note="国家级二类（单一行业）竞赛。",
    )
    contests_province_1 = Count(
        "1103c", "其中：省级一类", measure=11, kind=FLOW, unit="场",
        note="列入当年省级一类名单的竞赛。",
    )
    contests_province_2 = Count(
        "1103d", "其中：省级二类", measure=11, kind=FLOW, unit="场",
        note="列入当年省级二类名单的竞赛。",
    )
    contests_city = Count(
        "1103e", "其中：市级", measure=11, kind=FLOW, unit="场",
        note="市（区）有关部门或工会主办的竞赛。",
    )
    contests_industry = Count(
        "1103f", "其中：行业（产业）级", measure=11, kind=FLOW, unit="场",
        note="行业组织、产业工会主办，未列入国家级、省级名单的竞赛。",
    )
    contests_enterprise = Count(
        "1103g", "其中：企业级", measure=11, kind=FLOW, unit="场",
        note="企业（集团）主办的竞赛。",
    )
    contests_workshop = Count(
        "1103h", "其中：车间班组级", measure=11, kind=FLOW, unit="场",
        note="车间、工区、班组举办的比武竞赛。",
    )
    contestants = Count(
        "1104", "参加技能竞赛", measure=11, kind=FLOW, unit="人次",
        note="本季各级竞赛实际参赛人次，同一竞赛多轮只计一次。",
    )
    contestants_province = Count(
        "1105", "其中：参加省级以上竞赛", measure=11, kind=FLOW, unit="人次",
        note="参赛人次中的省级一类、二类和国家级竞赛。",
    )
    awards = Total(
        "1106", "竞赛获奖", measure=11, kind=FLOW, unit="人次",
        note="本季个人项目获奖人次，团体项目按参赛人数计；一次获奖按最高名次填一格。",
    )
    awards_national_top = Count(
        "1106a", "其中：国家级前三名", measure=11, kind=FLOW, unit="人次",
        note="国家级竞赛前三名或一等奖。",
    )
    awards_national_other = Count(
        "1106b", "其中：国家级其他名次", measure=11, kind=FLOW, unit="人次",
        note="国家级竞赛其他获奖名次。",
    )
    awards_province_top = Count(
        "1106c", "其中：省级前三名", measure=11, kind=FLOW, unit="人次",
        note="省级竞赛前三名或一等奖。",
    )
    awards_province_other = Count(
        "1106d", "其中：省级其他名次", measure=11, kind=FLOW, unit="人次",
        note="省级竞赛其他获奖名次。",
    )
    awards_city_top = Count(
        "1106e", "其中：市级前三名", measure=11, kind=FLOW, unit="人次",
        note="市级竞赛前三名或一等奖。",
    )
    awards_city_other = Count(
        "1106f", "其中：市级其他名次", measure=11, kind=FLOW, unit="人次",
        note="市级竞赛其他获奖名次。",
    )
    awards_industry_top = Count(
        "1106g", "其中：行业（产业）级前三名", measure=11, kind=FLOW, unit="人次",
        note="行业（产业）级竞赛前三名或一等奖。",
    )
    awards_industry_other = Count(
        "1106h", "其中：行业（产业）级其他名次", measure=11, kind=FLOW, unit="人次",
        note="行业（产业）级竞赛其他获奖名次。",
    )
    awards_enterprise_top = Count(
        "1106i", "其中：企业级前三名", measure=11, kind=FLOW, unit="人次",
        note="企业级竞赛前三名或一等奖。",
    )
    awards_enterprise_other = Count(
        "1106j", "其中：企业级其他名次", measure=11, kind=FLOW, unit="人次",
        note="企业级竞赛其他获奖名次。",
    )
    promoted = Count(
        "1107", "以赛晋级", measure=11, kind=FLOW, unit="人次",
        note="本季因竞赛名次直接晋升职业技能等级的人次，以发证文件为准。",
    )
    drills = Count(
        "1108", "参加岗位练兵", measure=11, kind=FLOW, unit="人次",
        note="本季参加岗位练兵、技术比武活动的人次，不去重。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Hard(
            "H33a", "1102 <= 1101",
            how="已竞赛工种是主要工种目录的一部分；目录外工种的竞赛不计入。",
            authority=POLICY,
        ),
        not_falling("H33b", "1102"),
        Hard(
            "H33c", "1101 = prev(1101)", unless=(CATALOGUE_CHANGE,),
            how="主要工种目录全年不变；经批准变更目录的请在该格申明文号和原因。",
        ),
        Hard("H34a", "1105 <= 1104", how="省级以上参赛人次是全部参赛人次的一部分。"),
        Soft("H34b", "1106 <= 1104", cells="1106a", how="获奖人次多于参赛人次；上季参赛本季公布的写明。"),
        Soft("H34c", "1107 <= 1106", how="晋级人次多于获奖人次；按名单直接晋级或上季获奖的写明。"),
        Hard(
            "H35", "sum(1103a..1103h) = 1103", cells="1103",
            how="各级竞赛场次之和应等于竞赛总场次，一场竞赛只归一级。",
        ),
        Soft("S15", "1101 > 0", when="0006 > 0", how="有产业工人却没有主要工种，请填报主要工种目录或写明原因。"),
        Soft(
            "S16", "1102 / 1101 >= {main_trade_coverage}", quarters=(4,),
            how="年末主要工种竞赛未全覆盖，请写明未开展的工种和原因。",
            authority=POLICY,
        ),
        not_doubled("h", "1104", "参赛人次"),
        not_doubled("i", "1108", "练兵人次"),
    )
