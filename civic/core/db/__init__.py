"""The database: how it is opened and migrated, transactions, column types, paging."""
