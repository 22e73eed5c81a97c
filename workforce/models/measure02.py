"""（二）: political guidance, carried into enterprise, workshop and team."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, YEAR_TO_DATE, Count, Narrative, YesNo
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, Soft, not_doubled, not_falling, rule_set


class Measure02(MeasureItems):
    lectures = Count(
        "0201", "宣讲和主题教育活动", measure=2, kind=FLOW, unit="场",
        note="本季组织的宣讲、主题教育场次，同一内容分场举办的分别计。",
    )
    lecture_attendance = Count(
        "0202", "参加宣讲和主题教育", measure=2, kind=FLOW, unit="人次",
        note="各场实际参加人数之和，一人参加多场分别计（人次，不去重）。",
    )
    lectures_in_teams = Count(
        "0203", "其中：进车间、进班组", measure=2, kind=FLOW, unit="场",
        note="在车间、班组、工地等生产现场举办的场次。",
    )
    reading_events = Count(
        "0204", "职工阅读活动", measure=2, kind=FLOW, unit="场",
        note="读书会、荐书、诵读等，线上活动按场计。",
    )
    reading_places = Count(
        "0205", "职工书屋（阅读点）", measure=2, unit="个",
        note="期末正常开放的职工书屋、阅读角，含便利型阅读点。",
    )
    trained_industrial = Count(
        "0206", "本年参加轮训的产业工人", measure=2, kind=YEAR_TO_DATE, distinct=True,
        note="自年初起参加过政治轮训的产业工人，一人一年只计一次（人数，去重），填累计数。",
    )
    three_memories = YesNo(
        "0207", "是否开展“学党史、讲三忆、感党恩”活动", measure=2,
        note="本季开展过的填“是”，并填通知文号或上传佐证。",
    )
    guidance_practice = Narrative(
        "0208", "思想政治引领做法", measure=2, required=False,
        note="宣讲、阅读、劳模工匠精神宣传的做法和成效，不超过800字。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        not_falling("H19g", "0206"),
        Hard("H12a", "0203 <= 0201", how="进车间、班组的场次是全部场次的一部分。"),
        Hard(
            "H12b", "0202 >= 0201", when="0201 > 0",
            how="每场至少一人参加：参加人次不应少于场次，请核对两格是否填反。",
        ),
        Soft("H16", "0206 <= 0006", how="轮训人数多于期末产业工人；因本年有人离职而多出的，写明离职人数。"),
        not_doubled("d", "0202", "参加人次"),
        Soft(
            "S30", "ytd(0201) > 0", when="0206 > 0", cells="0201",
            how="填了轮训人数却没有宣讲或主题教育场次，请补填场次或写明轮训方式。",
        ),
    )
