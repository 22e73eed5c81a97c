from portal.organisations.models.areas import Area, AreaLevel, ReportingArea
from portal.organisations.models.tree import Ancestry, ChangeKind, Line, Relation, UnitChange
from portal.organisations.models.units import EconomicType, Industry, Unit, UnitKind

__all__ = [
    "Ancestry",
    "Area",
    "AreaLevel",
    "ChangeKind",
    "EconomicType",
    "Industry",
    "Line",
    "Relation",
    "ReportingArea",
    "Unit",
    "UnitChange",
    "UnitKind",
]
