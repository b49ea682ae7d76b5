"""What zgcquiz costs, beside a yardstick measured in the same run: `python -m benchmarks`."""
