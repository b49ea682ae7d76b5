"""Questions in tables: CSV, TSV and workbooks."""
