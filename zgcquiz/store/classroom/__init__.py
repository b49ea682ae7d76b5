"""The answers of a class: a dataset of Parquet files, and the counts of them, through Ibis. Needs zgcquiz[class]."""
