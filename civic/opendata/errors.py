"""What is not there, of the catalogue."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from civic.errors import NotFound


class NoDataset(NotFound):
    """No dataset, table or version at this address."""

    default = _l("There is no dataset at this address.")


class NoUpload(NotFound):
    """The file was published or let go of, or is another person's."""

    default = _l("This file is no longer kept. Upload it again.")
