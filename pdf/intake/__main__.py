"""`python -m pdf.intake`: the process that opens a PDF for `pdf.intake.confinement`."""

from pdf.intake.confinement import answer_parent

if __name__ == "__main__":
    answer_parent()
