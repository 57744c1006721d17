from fulfillment.inspections.models.checklist import Checklist, ChecklistVersion
from fulfillment.inspections.models.found import Finding, Flag, InspectionPhoto, Sample
from fulfillment.inspections.models.inspection import Inspection

__all__ = [
    "Checklist",
    "ChecklistVersion",
    "Finding",
    "Flag",
    "Inspection",
    "InspectionPhoto",
    "Sample",
]
