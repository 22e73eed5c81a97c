"""Indicators of measures 1–3."""

# Each declaration reads as one paragraph.
# fmt: off
from portal.reporting.indicators.columns import Base
from portal.reporting.indicators.definitions import (
    DOWN,
    LAW,
    POLICY_WORDING,
    Exists,
    Indicator,
    Level,
    NotFalling,
)

LAST_TERM = NotFalling(base=Base.LAST_TERM)
LEAVERS = "年内有人离职时可能超过100%。"

# （一）
Indicator(
    "I-0101", "产业工人党员占比", measure=1,
    share="0101", of="0006", authority=POLICY_WORDING,
    rule=Level("party_member_share_band", otherwise=NotFalling()),
    note="文件要求“合理比例”而未给数字：省里设定等级前，只与上年同期比。",
)
Indicator(
    "I-0102", "发展党员中产业工人占比", measure=1,
    share="ytd(0104)", of="ytd(0103)", rule=NotFalling(), authority=POLICY_WORDING,
    note="按本年累计发展数计算；本年没有发展党员的不适用。",
)
Indicator(
    "I-0102a", "发展党员中一线产业工人占比", measure=1,
    share="ytd(0105)", of="ytd(0103)", rule=NotFalling(), authority=POLICY_WORDING,
    note="按本年累计发展数计算；本年没有发展党员的不适用。",
)
Indicator(
    "I-0103", "党员空白班组数", measure=1,
    share="0011 - 0106", unit="个", decimals=0, direction=DOWN, authority=LAW,
    note="持续解决国有企业党员空白班组，是2024年中共中央、国务院意见的要求；本文件未设界限。",
)
Indicator(
    "I-0104", "产业工人入会率", measure=1,
    share="0108", of="0006", authority=POLICY_WORDING,
    rule=Level("union_member_share_band", otherwise=NotFalling()),
    note="文件要求“最大限度”组织入会：100%是目标，不是法定界限。",
)
Indicator(
    "I-0105", "先锋载体覆盖班组率", measure=1,
    share="0107n", of="0011",
    note="有先锋载体的班组占全部班组的比例。",
)

# （二）
Indicator(
    "I-0201", "本季进车间班组宣讲场次", measure=2,
    share="0203", unit="场", decimals=0, rule=Exists(), authority=POLICY_WORDING, every_quarter=True,
    note="文件要求“常态化”：每季都应有进车间、进班组的宣讲。",
)
Indicator(
    "I-0201a", "宣讲进班组频次", measure=2,
    share="0203", of="0011", unit="场/班组",
    note="本季平均每个班组的宣讲场次。",
)
Indicator(
    "I-0202", "轮训覆盖率", measure=2, share="0206", of="0006",
    note=f"本年参加轮训的产业工人占期末产业工人的比例。{LEAVERS}",
)

# （三）：代表比例与上一届比
Indicator(
    "I-0301", "职代会产业工人代表占比", measure=3,
    share="0302", of="0301", rule=LAST_TERM, authority=POLICY_WORDING,
    note="文件要求“适当增加”代表比例：本届与上一届比，不与上一季比。",
)
Indicator(
    "I-0302", "职代会一线产业工人代表占比", measure=3,
    share="0303", of="0301", rule=LAST_TERM, authority=POLICY_WORDING,
    note="本届与上一届比。",
)
Indicator(
    "I-0303", "党代会产业工人代表占比", measure=3,
    share="0305", of="0304", rule=LAST_TERM, authority=POLICY_WORDING,
    note="本届与上一届比；没有党代会的不适用。",
)
Indicator(
    "I-0304", "团代会产业工人代表占比", measure=3,
    share="0307", of="0306", rule=LAST_TERM, authority=POLICY_WORDING,
    note="本届与上一届比；没有团代会的不适用。",
)
Indicator(
    "I-0305", "群团组织一线产业工人兼挂职占比", measure=3,
    share="0310", of="0309", rule=NotFalling(), authority=POLICY_WORDING,
    note="文件要求“提高”兼挂职比例，与上年同期比；没有兼挂职人员的不适用。",
)
Indicator(
    "I-0306", "职工代表大会合规", measure=3, unit="", decimals=0, rule=Exists(), authority=LAW,
    share="if 0311 >= {congress_sessions} and 0301 >= max({congress_min_deputies}, {congress_min_share} × 0002) "
    "and 0301m <= {congress_managers_share} × 0301 then 1 else 0",
    applies="0016 = 是 and 0002 >= 100",
    note="三项同时符合：年内至少开会一次；代表不少于规定人数和比例；中层以上管理人员代表不超过规定比例。"
    "未建立职代会制度或职工不足100人的不适用。",
)
