"""Networks as tables: what they run, recorded and read as rows; summaries and comparisons.

May import nothing else of starter.
"""

from ..public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "alignment": "ACTIVATIONS DROPOUTS POOLINGS Pair align differences settings",
        "comparison": "compare",
        "kernels": "feature_maps first_kernels",
        "lazy_layers": "fill filled is_lazy",
        "meta_device": "QuickMeta",
        "recording": "Recorder count_parameters",
        "summary": "Comparison Summary format_pair summarize",
        "tables": (
            "LAYERS Row count_arithmetic expected_rows has_table input_shape size_arithmetic "
            "total_parameters"
        ),
    },
)
