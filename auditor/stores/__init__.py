"""What a scan writes and reads again: runs in SQLite, JSON Lines and Parquet.

`run.open_run` opens any of them for reading.
"""
