"""The grammar of the formula language, and the names its terminals have in a Chinese message."""

GRAMMAR = r"""
start: expr

?expr: IF expr THEN expr [ELSE expr]        -> conditional
     | disjunction
?disjunction: conjunction
     | conjunction (_OR conjunction)+         -> disjunction
?conjunction: negation
     | negation (_AND negation)+              -> conjunction
?negation: NOT negation                       -> negation
     | comparison
?comparison: total
     | total (OP total)+                      -> comparison
?total: total (PLUS | MINUS) product          -> arithmetic
     | product
?product: product (TIMES | DIVIDED) unary     -> arithmetic
     | unary
?unary: MINUS unary                           -> minus
     | atom
?atom: NUMBER PERCENT                         -> percentage
     | NUMBER                                 -> number
     | CODE                                   -> operand
     | TRUTH                                  -> truth
     | TEXT                                   -> text
     | NAME                                   -> context
     | NAME "(" argument (COMMA argument)* ")" -> call
     | "(" expr ")"
?argument: expr
     | CODE RANGE CODE                        -> span

IF.9: /if\b/i | "如果" | "若"
THEN.9: /then\b/i | "则" | "那么"
ELSE.9: /else\b/i | "否则"
_OR.9: /or\b/i | "或者" | "或"
_AND.9: /and\b/i | "并且" | "且"
NOT.9: /not\b/i | "非"
TRUTH.9: /(true|false|yes|no)\b/i | "是" | "否"
CODE.8: /[0-9]{4}[a-z]*(?![0-9a-z]|\.[0-9])/i
NUMBER.7: /[0-9]{1,3}(,[0-9]{3})+(?![0-9])(\.[0-9]+)?|[0-9]+(\.[0-9]+)?/
RANGE.6: ".." | "…" | "～" | "~" | "至"
NAME.2: /[a-z_]+/i | /[\u4e00-\u9fff]+/
TEXT: /"[^"]*"/ | /“[^”"]*”/
OP: "<=" | ">=" | "!=" | "<>" | "==" | "=" | "<" | ">" | "≤" | "≥" | "≠"
PLUS: "+"
MINUS: "-"
TIMES: "*" | "×"
DIVIDED: "/" | "÷"
PERCENT: "%"
COMMA: "," | "，" | "、"

%ignore /\s+/
"""

# Full-width forms a Chinese keyboard gives; each becomes one character, so positions stay true.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in (0xFF0C, 0xFF5E)}
NARROW |= {0x3000: 0x20, 0x2212: 0x2D, 0x2013: 0x2D, 0x2014: 0x2D, 0x00A0: 0x20, 0x2236: 0x2F, 0x00B7: 0x2A}

TERMINALS = {
    "NUMBER": "数",
    "CODE": "指标代码",
    "NAME": "函数名",
    "TRUTH": "是/否",
    "TEXT": "文字",
    "OP": "比较符号",
    "PLUS": "＋",
    "MINUS": "－",
    "TIMES": "×",
    "DIVIDED": "÷",
    "PERCENT": "%",
    "COMMA": "逗号",
    "RANGE": "“..”",
    "LPAR": "左括号",
    "RPAR": "右括号",
    "IF": "if（如果）",
    "THEN": "then（则）",
    "ELSE": "else（否则）",
    "_AND": "and（且）",
    "_OR": "or（或）",
    "NOT": "not（非）",
    "$END": "公式结束",
}

OPERATORS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "=", "×": "*", "÷": "/"}

NAMES = {
    "上季": "prev",
    "上一季": "before",
    "上年同期": "lastyear",
    "上届": "lastterm",
    "本年累计": "ytd",
    "上年末": "opening",
    "合计": "sum",
    "最小": "min",
    "最大": "max",
    "绝对值": "abs",
    "计数": "count",
    "字数": "length",
    "空": "blank",
    "已填": "filled",
    "季度": "quarter",
    "月数": "months",
    "期末日": "periodend",
}
