"""（十）: model workers and craftsmen: studios, alliances, key research."""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import FLOW, Count, Money, Narrative, Total
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import Hard, Soft, rule_set, thousandfold


class Measure10(MeasureItems):
    studios = Total(
        "1001", "劳模和工匠人才创新工作室", measure=10, unit="个",
        note="期末已命名、正常运行的工作室，按最高命名级别统计一次。",
    )
    studios_national = Count(
        "1001a", "其中：全国示范性", measure=10, unit="个",
        note="全国总工会命名的示范性创新工作室。",
    )
    studios_province = Count(
        "1001b", "其中：省级示范性", measure=10, unit="个",
        note="省总工会命名的示范性创新工作室。",
    )
    studios_city = Count("1001c", "其中：市级", measure=10, unit="个", note="市（区）总工会命名的创新工作室。")
    studios_industry = Count("1001d", "其中：产业级", measure=10, unit="个", note="省级产业工会命名的创新工作室。")
    studios_enterprise = Count("1001e", "其中：企业级", measure=10, unit="个", note="企业自行命名的创新工作室。")
    studios_new = Count(
        "1002", "本季新建工作室", measure=10, kind=FLOW, unit="个",
        note="本季首次命名的工作室；原有工作室晋级的不计。",
    )
    studio_topics = Count(
        "1003", "工作室攻关课题", measure=10, kind=FLOW, unit="项",
        note="本季新立的工作室攻关课题。",
    )
    studio_results = Count(
        "1004", "工作室创新成果", measure=10, kind=FLOW, unit="项",
        note="本季工作室通过验收或鉴定的成果。",
    )
    studio_apprentices = Count("1005", "工作室带徒", measure=10, note="期末工作室在带的徒弟人数，一人只计一次。")
    alliances = Total(
        "1006", "创新工作室联盟", measure=10, unit="个",
        note="期末加入的创新工作室联盟，一个联盟按主要特征归一类。",
    )
    alliances_region = Count(
        "1006a", "其中：跨区域", measure=10, unit="个",
        note="成员分布在不同市（区）或省份的联盟。",
    )
    alliances_industry = Count("1006b", "其中：跨行业", measure=10, unit="个", note="成员属于不同行业的联盟。")
    alliances_enterprise = Count(
        "1006c", "其中：跨企业", measure=10, unit="个",
        note="成员属于同行业不同企业的联盟。",
    )
    studio_funds = Money(
        "1007", "工作室投入经费", measure=10, kind=FLOW,
        note="本季实际用于工作室的经费，含上级补助，单位万元。",
    )
    studio_subsidies = Money(
        "1008", "其中：上级补助", measure=10, kind=FLOW,
        note="投入经费中由上级工会和政府部门补助、本季实际到账的部分。",
    )
    key_researchers = Count(
        "1009", "参与关键核心技术攻关的劳模和工匠人才", measure=10,
        note="期末在国家、省或企业关键核心技术攻关任务中任职的劳模、工匠。",
    )
    studio_practice = Narrative(
        "1010", "劳模和工匠人才作用发挥做法", measure=10, required=False,
        note="工作室、联盟和攻关的做法和成效，不超过800字。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        Soft(
            "H31", "1001 = before(1001) + 1002", cells="1002",
            how="期末数应等于上季末数加本季新建；有撤销、合并或晋级的写明个数。",
        ),
        Hard("H32", "1008 <= 1007", how="上级补助是投入经费的一部分。"),
        thousandfold("k", "1007"),
        thousandfold("l", "1008"),
    )
