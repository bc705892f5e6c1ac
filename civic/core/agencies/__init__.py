"""Agencies (perangkat daerah): who owns processes, datasets and services."""

from civic.core.agencies import models  # noqa: F401 - registers the table
from civic.modules import Module

module = Module("agencies")
