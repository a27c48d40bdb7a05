"""Run in a fresh process: the digest of a document with hard names and of a blank."""

import sys
from hashlib import sha256

from pdf import render_blank
from tests.pdf.documents import FORM, HOUSE, hard_names_document

if __name__ == "__main__":
    made = hard_names_document() + render_blank(FORM, HOUSE)
    sys.stdout.write(sha256(made).hexdigest())
