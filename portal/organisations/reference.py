"""Areas of Shaanxi in force (GB/T 2260; `domain.md` §6) and the eleven areas that report: ten cities and 杨凌."""

from __future__ import annotations

from typing import Any

PROVINCE = ("610000", "陕西省")

# City code and name, then the county codes' last two digits with the name; 区 is added where no other word ends it.
CITIES = {
    (
        "610100",
        "西安市",
    ): "02新城 03碑林 04莲湖 11灞桥 12未央 13雁塔 14阎良 15临潼 16长安 17高陵 18鄠邑 22蓝田县 24周至县",
    ("610200", "铜川市"): "02王益 03印台 04耀州 22宜君县",
    (
        "610300",
        "宝鸡市",
    ): "02渭滨 03金台 04陈仓 05凤翔 23岐山县 24扶风县 26眉县 27陇县 28千阳县 29麟游县 30凤县 31太白县",
    ("610400", "咸阳市"): "02秦都 03杨陵 04渭城 22三原县 23泾阳县 24乾县 25礼泉县 26永寿县 28长武县 29旬邑县 30淳化县"
    " 31武功县 81兴平市 82彬州市",
    (
        "610500",
        "渭南市",
    ): "02临渭 03华州 22潼关县 23大荔县 24合阳县 25澄城县 26蒲城县 27白水县 28富平县 81韩城市 82华阴市",
    ("610600", "延安市"): "02宝塔 03安塞 21延长县 22延川县 25志丹县 26吴起县 27甘泉县 28富县 29洛川县 30宜川县 31黄龙县"
    " 32黄陵县 81子长市",
    ("610700", "汉中市"): "02汉台 03南郑 22城固县 23洋县 24西乡县 25勉县 26宁强县 27略阳县 28镇巴县 29留坝县 30佛坪县",
    (
        "610800",
        "榆林市",
    ): "02榆阳 03横山 22府谷县 24靖边县 25定边县 26绥德县 27米脂县 28佳县 29吴堡县 30清涧县 31子洲县 81神木市",
    ("610900", "安康市"): "02汉滨 21汉阴县 22石泉县 23宁陕县 24紫阳县 25岚皋县 26平利县 27镇坪县 29白河县 81旬阳市",
    ("611000", "商洛市"): "02商州 21洛南县 22丹凤县 23商南县 24山阳县 25镇安县 26柞水县",
}

YANGLING = "610403"
YANGLING_AREA = "11"


def county_name(name: str) -> str:
    """The full name: 新城 → 新城区, 蓝田县 and 兴平市 stay."""
    return name if name.endswith(("县", "市")) else f"{name}区"


def areas() -> list[dict[str, Any]]:
    """Fields of all areas, parents before children."""
    code, name = PROVINCE
    rows: list[dict[str, Any]] = [{"code": code, "name": name, "level": "province", "parent_id": None}]
    rows += [{"code": c, "name": n, "level": "city", "parent_id": code} for c, n in CITIES]
    for (city, _), counties in CITIES.items():
        for entry in counties.split():
            rows.append(
                {
                    "code": city[:4] + entry[:2],
                    "name": county_name(entry[2:]),
                    "level": "county",
                    "parent_id": city,
                }
            )
    return rows


def reporting_areas() -> list[dict[str, Any]]:
    """Fields of the reporting areas in official order."""
    rows = [
        {"code": f"{n:02d}", "name": name, "area_id": code, "sort_order": n}
        for n, (code, name) in enumerate(CITIES, start=1)
    ]
    last = int(YANGLING_AREA)
    return [*rows, {"code": YANGLING_AREA, "name": "杨凌示范区", "area_id": YANGLING, "sort_order": last}]


def reporting_area_of(area_code: str) -> str:
    """The reporting area an area code lies in; "" for the province itself. 杨陵区 reports as 杨凌示范区."""
    if area_code == YANGLING:
        return YANGLING_AREA
    cities = [code for code, _ in CITIES]
    city = f"{area_code[:4]}00"
    return f"{cities.index(city) + 1:02d}" if city in cities else ""


def load_reference(apps: Any = None) -> None:
    """Write or refresh the areas; safe to repeat. Migrations pass their own app registry."""
    from django.apps import apps as current

    registry = apps or current
    area_model = registry.get_model("organisations", "Area")
    reporting_model = registry.get_model("organisations", "ReportingArea")
    _upsert(area_model, areas(), ["name", "level", "parent"])
    _upsert(reporting_model, reporting_areas(), ["name", "area", "sort_order"])


def _upsert(model: Any, rows: list[dict[str, Any]], fields: list[str]) -> None:
    model._default_manager.bulk_create(
        [model(**row) for row in rows], update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
