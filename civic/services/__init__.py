"""The portal's service modules, one folder each. ARCHITECTURE.md shows how to add one."""

from civic.modules import Module

module = Module("services")
