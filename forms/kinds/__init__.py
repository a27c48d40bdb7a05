"""The kinds of question. A form is written with these and nothing else."""

from typing import TypeAlias

from forms.field import Leaf
from forms.kinds.account import AccountAddress
from forms.kinds.base import Kind
from forms.kinds.contact import Email, Phone
from forms.kinds.groups import Group
from forms.kinds.guidance import Guidance, Heading
from forms.kinds.hours import Hours
from forms.kinds.people import People
from forms.kinds.rows import RowList
from forms.kinds.text import Line, LongText, PersonName, StoragePlace, Tick

Field: TypeAlias = Leaf | Group | RowList
"""Whatever a form may ask."""

KINDS = (Line, LongText, AccountAddress, Email, Phone, Hours, Tick, Group, RowList, People)

__all__ = [
    "KINDS",
    "AccountAddress",
    "Email",
    "Field",
    "Group",
    "Guidance",
    "Heading",
    "Hours",
    "Kind",
    "Line",
    "LongText",
    "People",
    "PersonName",
    "Phone",
    "RowList",
    "StoragePlace",
    "Tick",
]
