"""`python -m civic.analysis FILE`: as `civic analyse`."""

from civic.analysis.commands import analyse

analyse()
