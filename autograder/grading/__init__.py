"""Grades a class: jobs for workers, nbgrader's steps in each, kept runs, one recording.

May import course, healing, judging, making, sandbox.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "executors": "OpenPlace Place count_cores places",
        "grade_class": (
            "GradingError Outcome Settings compare find_submissions grade prepare_gradebook "
            "read_expected released_cells"
        ),
        "interrupts": "end_as_by_ctrl_c",
        "jobs": "Done Job run_job",
        "pool": "run_all",
    },
)
