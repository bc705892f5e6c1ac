"""demo."""

from civic.modules import Module

module = Module("demo")
