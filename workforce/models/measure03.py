"""（三）: the workers as masters: deputies, committee members, posts in the mass organisations.

The share of deputies is compared with the previous term (届), never with the previous quarter.
"""

# Each declaration reads as one paragraph.
# fmt: off
from __future__ import annotations

from portal.reporting.items import TERM, YEAR_TO_DATE, Count, DateItem, Total
from portal.reporting.measures import MeasureItems
from portal.reporting.rules import BY_ELECTION, Hard, Soft, not_falling, rule_set


class Measure03(MeasureItems):
    congress_term = Count(
        "0301t", "职工代表大会届次", measure=3, kind=TERM, unit="届", sums=False, required=False,
        note="本届职工代表大会是第几届，填数字；未建立职代会制度的留空。",
    )
    congress_elected_on = DateItem(
        "0301d", "职工代表大会换届日期", measure=3, kind=TERM, required=False,
        note="本届代表选举产生的日期。",
    )
    congress_deputies = Count(
        "0301", "职工代表大会代表总数", measure=3, kind=TERM, term="0301t",
        note="本届职代会正式代表人数，列席代表不计；届中增补须申明。",
    )
    congress_industrial = Count(
        "0302", "其中：产业工人代表", measure=3, kind=TERM, term="0301t",
        note="本届代表中的产业工人，按当选时岗位。",
    )
    congress_frontline = Count(
        "0303", "其中：一线产业工人代表", measure=3, kind=TERM, term="0301t", indent=2,
        note="产业工人代表中在一线岗位的人数。",
    )
    congress_managers = Count(
        "0301m", "其中：中层以上管理人员代表", measure=3, kind=TERM, term="0301t",
        note="本届代表中的中层及以上管理人员，用于核对代表结构。",
    )
    party_term = Count(
        "0304t", "党代会届次", measure=3, kind=TERM, unit="届", sums=False, required=False,
        note="本单位党代会是第几届；未召开过党代会的留空。",
    )
    party_elected_on = DateItem(
        "0304d", "党代会换届日期", measure=3, kind=TERM, required=False,
        note="本届党代会代表选举产生的日期。",
    )
    party_deputies = Count(
        "0304", "党代会代表总数", measure=3, kind=TERM, term="0304t",
        note="本单位本届党代会代表人数；没有党代会的填0。",
    )
    party_industrial = Count(
        "0305", "其中：产业工人代表", measure=3, kind=TERM, term="0304t",
        note="本届党代会代表中的产业工人，按当选时岗位。",
    )
    league_term = Count(
        "0306t", "团代会届次", measure=3, kind=TERM, unit="届", sums=False, required=False,
        note="本单位团代会是第几届；未召开过的留空。",
    )
    league_elected_on = DateItem(
        "0306d", "团代会换届日期", measure=3, kind=TERM, required=False,
        note="本届团代会代表选举产生的日期。",
    )
    league_deputies = Count(
        "0306", "团代会代表总数", measure=3, kind=TERM, term="0306t",
        note="本单位本届团代会代表人数；没有团代会的填0。",
    )
    league_industrial = Count(
        "0307", "其中：产业工人代表", measure=3, kind=TERM, term="0306t",
        note="本届团代会代表中的产业工人，按当选时岗位。",
    )
    offices = Total(
        "0308", "产业工人担任代表委员", measure=3, unit="人",
        note="期末在任的各类代表、委员；一人兼任多类的分别统计。",
    )
    offices_party = Count(
        "0308a", "其中：党代表和党委委员", measure=3,
        note="在任的各级党代表大会代表和委员会委员中的产业工人。",
    )
    offices_congress = Count("0308b", "其中：人大代表", measure=3, note="在任的各级人民代表大会代表中的产业工人。")
    offices_cppcc = Count("0308c", "其中：政协委员", measure=3, note="在任的各级政协委员中的产业工人。")
    offices_mass = Count(
        "0308d", "其中：群团组织代表和委员", measure=3,
        note="在任的工会、共青团、妇联、科协代表大会代表和委员会委员中的产业工人。",
    )
    offices_national = Count(
        "0308e", "按级别：国家级", measure=3, indent=1, part=False,
        note="上述代表委员中属全国一级的；五个级别之和等于四类之和。",
    )
    offices_province = Count(
        "0308f", "按级别：省级", measure=3, indent=1, part=False,
        note="上述代表委员中属省一级的。",
    )
    offices_city = Count("0308g", "按级别：市级", measure=3, indent=1, part=False, note="上述代表委员中属市一级的。")
    offices_county = Count(
        "0308h", "按级别：县级", measure=3, indent=1, part=False,
        note="上述代表委员中属县（市、区）一级的。",
    )
    offices_enterprise = Count(
        "0308i", "按级别：企业级", measure=3, indent=1, part=False,
        note="上述代表委员中属企业一级的，含二级单位。",
    )
    mass_posts = Count(
        "0309", "企业群团组织兼职挂职人数", measure=3,
        note="期末在企业工会、共青团、妇联领导机构兼职或挂职的人数。",
    )
    mass_posts_frontline = Count("0310", "其中：一线产业工人", measure=3, note="兼职挂职人员中的一线产业工人。")
    congress_sessions = Count(
        "0311", "本年召开职工代表大会", measure=3, kind=YEAR_TO_DATE, unit="次",
        note="自年初起召开职代会全体会议的次数，填累计数；联席会议不计。",
    )
    worker_directors = Count(
        "0312", "职工董事、职工监事", measure=3,
        note="期末在任、由职工代表大会选举产生的职工董事和职工监事人数。",
    )

    class Meta:
        abstract = True

    rules = rule_set(
        not_falling("H19h", "0311"),
        Hard("H13a", "0303 <= 0302", how="一线产业工人代表是产业工人代表的一部分。"),
        Hard("H13b", "0302 <= 0301", how="产业工人代表是职代会代表的一部分。"),
        Hard("H13c", "0305 <= 0304", how="产业工人代表是党代会代表的一部分。"),
        Hard("H13d", "0307 <= 0306", how="产业工人代表是团代会代表的一部分。"),
        Hard("H13e", "0301m <= 0301", how="中层以上管理人员代表是职代会代表的一部分。"),
        Hard(
            "H13f", "sum(0308e..0308i) = sum(0308a..0308d)", cells="0308e",
            how="同一批代表委员按类别和按级别各统计一次，两个合计应相等。",
        ),
        Hard("H14", "0310 <= 0309", how="一线产业工人兼职挂职是全部兼职挂职的一部分。"),
        Soft(
            "H15", "0301 = before(0301)", when="0301t = before(0301t)", unless=(BY_ELECTION,),
            how="届次没有变，代表总数却与上季不同：届中增补的请在该格申明；已换届的请改届次和换届日期。",
        ),
        Soft(
            "S19", "0311 > 0", quarters=(4,),
            how="全年没有召开职工代表大会，请核对或写明原因。",
            authority="《企业民主管理规定》",
        ),
    )
