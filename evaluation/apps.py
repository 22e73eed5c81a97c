from portal.reporting.sections import SectionConfig


class EvaluationConfig(SectionConfig):
    default = True
    name = "evaluation"
    label = "evaluation"
    section = 4
