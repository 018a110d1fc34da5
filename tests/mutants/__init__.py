"""Mutation testing: small changes made to the product, one at a time, that some test must notice.

`changes` makes the changes, `covering` tells which tests run a line, `trials` runs those tests over
a changed copy of the project, `results` keeps what came out. `parts.toml` names the packages that
decide a grade, a wall or a file; `survivors.toml` the changes that make no difference, and why.

The changes themselves are mutmut's. Its own runner is not used: it calls changed functions through
switches in one process, and much of this project runs in processes of its own, behind a sandbox.
"""
