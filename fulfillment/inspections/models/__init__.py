from fulfillment.inspections.models.checklist import Checklist, ChecklistVersion
from fulfillment.inspections.models.correcting import CorrectiveAction
from fulfillment.inspections.models.disputing import ReportDispute, Ruling
from fulfillment.inspections.models.found import Finding, Flag, InspectionPhoto, Sample
from fulfillment.inspections.models.inspection import Inspection
from fulfillment.inspections.models.looking import Reference

__all__ = [
    "Checklist",
    "ChecklistVersion",
    "CorrectiveAction",
    "Finding",
    "Flag",
    "Inspection",
    "InspectionPhoto",
    "Reference",
    "ReportDispute",
    "Ruling",
    "Sample",
]
