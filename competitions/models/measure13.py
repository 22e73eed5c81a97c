"""（十三）: teams and their leaders."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import YEAR_TO_DATE, Count, Total
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, Soft, not_falling, rule_set


class Measure13(MeasureItems):
    competing_teams = Count(
        "1301", "参与创先争优竞赛的班组", measure=13, unit="个",
        note="期末正在参加班组创先争优劳动竞赛的班组，一个班组只计一次。",
    )
    pioneers = Total(
        "1302", "工人先锋号", measure=13, unit="个",
        note="期末保持称号的工人先锋号，按最高级别统计一次；各级之和与0107e一致。",
    )
    pioneers_national = Count(
        "1302a", "其中：全国级", measure=13, unit="个",
        note="全国总工会命名、期末保持称号的班组。",
    )
    pioneers_province = Count(
        "1302b", "其中：省级", measure=13, unit="个",
        note="省总工会命名、期末保持称号的班组。",
    )
    pioneers_city = Count(
        "1302c", "其中：市级", measure=13, unit="个",
        note="市（区）总工会命名、期末保持称号的班组。",
    )
    pioneers_industry = Count(
        "1302d", "其中：产业级", measure=13, unit="个",
        note="产业工会命名、期末保持称号的班组。",
    )
    pioneers_enterprise = Count(
        "1302e", "其中：企业级", measure=13, unit="个",
        note="企业（集团）命名、期末保持称号的班组。",
    )
    leaders = Count("1303", "班组长人数", measure=13, note="期末在任的正职班组长；一人兼任多个班组只计一次。")
    leaders_trained = Count(
        "1304", "本年参训班组长", measure=13, kind=YEAR_TO_DATE, distinct=True,
        note="自年初起参加过班组长培训的人数，一人一年只计一次，填累计数。",
    )
    leaders_trained_province = Count(
        "1305", "其中：参加省级示范班", measure=13, kind=YEAR_TO_DATE, distinct=True,
        note="其中参加省企业优秀班组长素质能力提升示范培训班的人数，填累计数。",
    )
    qualified_teams = Count("1306", "达标班组", measure=13, unit="个", note="期末按企业班组建设标准考核合格的班组。")

    class Meta:
        abstract = True

    rules = rule_set(
        not_falling("H19i", "1304"),
        not_falling("H19j", "1305"),
        Hard("H37a", "1301 <= 0011", how="参赛班组不能多于班组总数。"),
        Hard("H37b", "1306 <= 0011", how="达标班组不能多于班组总数。"),
        Hard("H37c", "1305 <= 1304", how="省级示范班参训人数是本年参训班组长的一部分。"),
        Soft("H37d", "1304 <= 1303", how="参训班组长多于在任班组长；年内调整任职的写明人数。"),
        Soft(
            "S18", "80% × 0011 <= 1303 <= 120% × 0011",
            how="班组长数与班组数相差两成以上，请核对副职是否计入，或写明原因。",
        ),
    )
