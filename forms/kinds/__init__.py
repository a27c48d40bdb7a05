"""The kinds of question. A form is written with these and nothing else."""

from typing import TypeAlias

from forms.field import Leaf
from forms.kinds.account import AccountAddress
from forms.kinds.address import PostalAddress, Postcode, Street, Town
from forms.kinds.attachments import Attachments
from forms.kinds.base import Kind
from forms.kinds.choices import Accept, OneOf, SeveralOf, YesNo
from forms.kinds.contact import Email, Phone
from forms.kinds.dates import TODAY, Date, Period, Time
from forms.kinds.groups import Group
from forms.kinds.guidance import Guidance, Heading
from forms.kinds.hours import Hours
from forms.kinds.identities import OrganisationNumber, PersonalNumber
from forms.kinds.numbers import Amount, Number
from forms.kinds.office import OfficeOnly
from forms.kinds.people import People
from forms.kinds.rows import RowList
from forms.kinds.sums import Sum
from forms.kinds.text import Line, LongText, PersonName, StoragePlace, Tick
from forms.kinds.values import Value

Field: TypeAlias = Leaf | Group | RowList
"""Whatever a form may ask."""

KINDS = (
    Line,
    LongText,
    AccountAddress,
    Email,
    Phone,
    Hours,
    Tick,
    OneOf,
    SeveralOf,
    YesNo,
    Accept,
    Date,
    Time,
    Number,
    Amount,
    PersonalNumber,
    OrganisationNumber,
    Postcode,
    Sum,
    OfficeOnly,
    Group,
    Period,
    PostalAddress,
    RowList,
    People,
    Attachments,
)

__all__ = [
    "KINDS",
    "TODAY",
    "Accept",
    "AccountAddress",
    "Amount",
    "Attachments",
    "Date",
    "Email",
    "Field",
    "Group",
    "Guidance",
    "Heading",
    "Hours",
    "Kind",
    "Line",
    "LongText",
    "Number",
    "OfficeOnly",
    "OrganisationNumber",
    "OneOf",
    "People",
    "Period",
    "PersonName",
    "PersonalNumber",
    "Phone",
    "PostalAddress",
    "Postcode",
    "RowList",
    "SeveralOf",
    "StoragePlace",
    "Street",
    "Sum",
    "Tick",
    "Value",
    "Time",
    "Town",
    "YesNo",
]
