"""（八）: more craftsmen: colleges, bases, titles at each level."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, Count, Total, YesNo
from portal.reporting.measures import MeasureItems


class Measure08(MeasureItems):
    colleges = Total(
        "0801", "工匠学院", measure=8, unit="个",
        note="期末经命名、正常运行的工匠学院，按最高命名级别统计一次。",
    )
    colleges_national = Count(
        "0801a", "其中：国家级", measure=8, unit="个",
        note="由全国总工会等国家级单位命名的工匠学院。",
    )
    colleges_province = Count(
        "0801b", "其中：省级", measure=8, unit="个",
        note="由省总工会等省级单位命名的工匠学院。",
    )
    colleges_city = Count(
        "0801c", "其中：市级", measure=8, unit="个",
        note="由市（区）总工会等市级单位命名的工匠学院。",
    )
    colleges_enterprise = Count("0801d", "其中：企业级", measure=8, unit="个", note="由企业自行命名的工匠学院。")
    talent_bases = Count(
        "0802", "人才培训基地", measure=8, unit="个",
        note="期末依托本单位建设、正常运行的高技能人才或工匠培训基地。",
    )
    craftsmen = Total("0803", "工匠人才", measure=8, note="期末在册、按最高称号统计一次的各级工匠。")
    craftsmen_nation = Count("0803a", "其中：大国工匠", measure=8, note="大国工匠年度人物或培育工程入选者。")
    craftsmen_sanqin = Count("0803b", "其中：三秦工匠", measure=8, note="省级命名的三秦工匠。")
    craftsmen_city = Count("0803c", "其中：市级工匠", measure=8, note="市（区）命名的工匠。")
    craftsmen_industry = Count("0803d", "其中：产业工匠", measure=8, note="省级产业工会命名的工匠人才。")
    craftsmen_enterprise = Count("0803e", "其中：企业工匠", measure=8, note="企业（集团）命名的工匠。")
    craftsmen_new = Count(
        "0804", "本季新增工匠人才", measure=8, kind=FLOW,
        note="本季新获得上述任一称号的人数，一人同季多个称号只计一次。",
    )
    craftsmen_scheme = YesNo(
        "0805", "是否建立工匠人才培养机制", measure=8,
        note="已印发含计划和经费安排的工匠培养办法的填“是”，并填文号。",
    )
    craftsmen_trainees = Count("0806", "工匠人才培养对象", measure=8, note="期末列入培养计划、在培养期内的人数。")

    class Meta:
        abstract = True
