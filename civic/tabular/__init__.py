"""Reading tables that others wrote: CSV, JSON and workbooks, row by row, each with its line.

The one reader of the portal (imports of comments, datasets) and of `civic analyse`. It knows nothing of the
portal: no Flask, no database. What it cannot read it refuses in one sentence that names the line
(`TableError`); what it leaves out (a title above the column names, notes below the table) it says in `Table.notes`.
"""

from civic.tabular.columns import ID_COLUMNS, TEXT_COLUMNS, find_column, pick_column
from civic.tabular.errors import TableError
from civic.tabular.table import Cell, Row, Table, open_table, sheet_names, text_of

__all__ = [
    "ID_COLUMNS",
    "TEXT_COLUMNS",
    "Cell",
    "Row",
    "Table",
    "TableError",
    "find_column",
    "open_table",
    "pick_column",
    "sheet_names",
    "text_of",
]
