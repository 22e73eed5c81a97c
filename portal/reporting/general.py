"""Rules about the whole return rather than about the items of one section."""

from __future__ import annotations

from portal.reporting.rules import Check

LATE_RULE = "S29"

RULES = (
    Check(
        "H01",
        "应填的格不为空，数值不为负",
        run="required_filled",
        how="逐格补填；没有发生的填 0，不要留空。第四季度年度考核类是否项也要填齐。",
    ),
    Check(
        "H46",
        "选“是”的项目，应有文号或佐证材料",
        run="yes_proved",
        how="在该项填文号，或上传一份佐证材料；没有依据的改选“否”。",
    ),
    Check(
        "S08",
        "各期末数、本季数与上季全部相同",
        run="copied_return",
        blocks=False,
        nil=False,
        how="整表与上季一字不差，请核对是否误用了上季数据；确无变化的写明。",
    ),
    Check(
        "S20",
        "至少五个金额恰为整万元",
        run="round_money",
        blocks=False,
        how="金额多为整万元，请按账面数填到两位小数；确为整数的写明。",
    ),
    Check(
        "S24",
        "文字项不少于50字，且不与其他单位雷同",
        run="weak_narratives",
        blocks=False,
        how="写本单位自己的做法、数据和成效；使用集团统一文字的写明。",
    ),
    Check(
        LATE_RULE,
        "在截止日期前报出",
        run="late_return",
        blocks=False,
        how="已过截止日期，请写明逾期原因。",
    ),
    Check(
        "S31",
        "集团本级从业人员少于所属各单位之和的九成",
        run="consolidated_headquarters",
        blocks=False,
        cells="0001",
        how="本表只填本级，合计由系统汇总；请核对是否填成了合并数，确为本级的写明。",
    ),
)
