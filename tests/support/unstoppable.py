"""Work that no signal interrupts, in a module that the processes of a pool import quickly."""

from itertools import repeat

from autograder.course.bounds import within
from autograder.grading.jobs import Done


def cannot_be_interrupted(job):
    """Do boole's job for ever, and each other's at once."""
    if job.student != "boole":
        return Done(job.student, job.assignment, notebook="graded")
    with within(0.1, grace=0.1):
        sum(repeat(0))
