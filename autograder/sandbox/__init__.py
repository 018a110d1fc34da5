"""Runs student code apart from all that grades it: a warm process that forks per submission.

`inside/` is what runs in the sandbox and all of this package that can be read there; the other
modules stay outside and trust nothing that comes from it.

May import nothing else of autograder.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "bubblewrap": "SandboxMissing require_sandbox",
        "inside.isolation": "address_space",
        "sharing": "shared_folder use_warm_process warm_process",
        "warmth": "Ended Submission WarmProcess",
    },
)
