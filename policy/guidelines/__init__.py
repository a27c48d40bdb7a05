"""The municipality's policy for social media, section by section, mended from a bad scan.

Every word that was mended is listed in docs/policy-mendings.md. The headings and their order are
the original's; which of them stood above which is not known. Neither is the date.
"""

from policy.guidelines.annexes import ANNEXES
from policy.guidelines.background import INTRODUCTION
from policy.guidelines.duties import DUTIES, FORBIDDEN
from policy.guidelines.quick_guide import QUICK_GUIDE
from policy.guidelines.records import RECORDS
from policy.text import Section

GUIDELINES: tuple[Section, ...] = (*INTRODUCTION, *DUTIES, *RECORDS, *QUICK_GUIDE, *ANNEXES)

__all__ = ["FORBIDDEN", "GUIDELINES"]
