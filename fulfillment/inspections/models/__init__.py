from fulfillment.inspections.models.found import Finding, Flag, InspectionPhoto, Sample
from fulfillment.inspections.models.inspection import Inspection

__all__ = ["Finding", "Flag", "Inspection", "InspectionPhoto", "Sample"]
