"""What grading left: the gradebook, the autograded notebooks, a table of scores.

May import course, grading.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "autograded": "Autograded autograded_of cells_of read_autograded",
        "gradebook": "NothingGraded Result Results ResultsError read_due_dates read_results",
        "table": "scores_table",
    },
)
