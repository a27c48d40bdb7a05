"""`python -m intake`: the process that opens a PDF for `intake.confinement`."""

from intake.confinement import answer_parent

if __name__ == "__main__":
    answer_parent()
