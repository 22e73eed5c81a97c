from portal.reporting.sections import SectionConfig


class EvaluationConfig(SectionConfig):
    name = "evaluation"
    label = "evaluation"
    section = 4
