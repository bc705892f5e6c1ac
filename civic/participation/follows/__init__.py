"""Following: being told when something is answered or somebody replies."""

from civic.modules import Module
from civic.participation.follows import models  # noqa: F401 - registers the table

module = Module("follows")
