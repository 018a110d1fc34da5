"""The commands of `kit`, a module for each step of a course; `autograder.cli` lists them."""
