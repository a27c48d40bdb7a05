"""The policy for social media as words: its text, its chart, its checklists. Imports nothing."""

from policy.account import (
    BEFORE_FIRST_POST,
    FOLLOW_UP,
    SHORT_TEXT_LENGTH,
    Account,
    Check,
    about_text,
    short_text,
)
from policy.bilaga2 import FORHALLNINGSSATT, NOTICE_LABEL, REMOVAL_NOTICE, WALL_LABEL
from policy.checklist import CHECKLIST, Place, Step
from policy.graph import Branch, Graph
from policy.guidelines import FORBIDDEN, GUIDELINES
from policy.nodes import Advice, Answer, Edge, Kind, Node, Status, Words
from policy.text import Section

__all__ = [
    "BEFORE_FIRST_POST",
    "CHECKLIST",
    "FOLLOW_UP",
    "FORBIDDEN",
    "FORHALLNINGSSATT",
    "GUIDELINES",
    "NOTICE_LABEL",
    "REMOVAL_NOTICE",
    "SHORT_TEXT_LENGTH",
    "Account",
    "Advice",
    "Answer",
    "Branch",
    "Check",
    "Edge",
    "Graph",
    "Kind",
    "Node",
    "Place",
    "Section",
    "Status",
    "Step",
    "WALL_LABEL",
    "Words",
    "about_text",
    "short_text",
]
