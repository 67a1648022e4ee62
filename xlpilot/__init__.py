"""xlpilot: issue, check, collect and consolidate forms that offices fill in Excel."""

__version__ = "0.1.0"
