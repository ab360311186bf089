"""`journeys`: mine user journeys from production analytics and replay them on staging."""

__version__ = "0.1.0"
