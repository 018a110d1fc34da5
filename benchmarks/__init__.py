"""Benchmarks: ratios of times measured side by side in one run. No test depends on them."""
