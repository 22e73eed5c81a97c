"""Each state word has one tone (colour and shape) wherever it appears: ● ok ▲ warn ■ bad ◆ back ◇ info ○ none."""

_WORDS = {
    "ok": "达标 达 已保存 已审核 已填完 完成 已完成 已送达 已说明 在用 已签收 一致 有效 已读",
    "warn": "需要说明 说明 待说明 进展中 填报中 临近截止 与台账不同 未保存 佐证 预警 缺",
    "bad": "必改 未达标 未达 逾期 未接受 失败 已停用 超期",
    "back": "退回 提问 冲突 待答 待核实",
    "info": "审核中 单位内审核 取自台账 保存中 排队中 进行中 汇总锁定 已通报 未读",
    "": "不适用 未开始 未开放 锁定 免报 归档 监测 观察 已失效",
}
TONES = {word: tone for tone, words in _WORDS.items() for word in words.split()}


def tone_of(text: str) -> str:
    """The tone of a badge's text by its first word ("逾期 1 天" → bad); unknown words are neutral."""
    return TONES.get(text.split(" ", 1)[0], "")
