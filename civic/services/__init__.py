"""services."""

from civic.modules import Module

module = Module("services")
