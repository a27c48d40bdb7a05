"""A question answered with a list of persons: a list of rows whose first part is a name."""

from typing import Any

from forms import messages
from forms.field import Around
from forms.kinds.groups import Group
from forms.kinds.rows import RowList, said_twice
from forms.kinds.schemas import object_schema, with_rules_of_row


class People(RowList):
    """A list of persons, each a group of `part_form` whose first part is the name.

    With `distinct`, two of them with the same name and e-mail address are one person and stopped.
    """

    kind = "people"
    row_noun, rows_noun = "person", "personer"
    needs_labels = False  # a name, an address and a number speak for themselves

    def _introduce(self, row: Group, number: int) -> None:
        """The policy asks for so many complete persons; one more may be reached in one way."""
        super()._introduce(row, number)
        for position, part in enumerate(row.parts):
            part.optional = part.optional_by_form or (number > self.least and position > 0)

    def _is_same(self, first: Group, second: Group) -> bool:
        return said_twice(first, second, 0) and said_twice(first, second, 1)

    def _same_row(self, first: Group, second: Group) -> str:
        return messages.same_person(first.title, second.title)

    def advise(self, form: Around) -> list[str]:
        """Namesakes, persons with one mailbox where two are needed, and persons hard to reach."""
        advice = []
        for first, second in self._pairs():
            if said_twice(first, second, 0):
                advice.append(messages.same_name(first.title, second.title))
            elif self.distinct and said_twice(first, second, 1):
                advice.append(messages.shared_mailbox(first.title, second.title))
        for person in (one for one in self.entries[self.least :] if not one.is_blank):
            blank = [part.label.text for part in person.parts if part.is_blank]
            advice += [messages.people_missing_part(person.title, label) for label in blank]
        return advice

    def schema(self) -> dict[str, Any]:
        """An array of persons; those beyond the required ones need no more than a name."""
        parts = self.entries[0].parts
        title = self.row_title.format("").strip()
        person = with_rules_of_row(object_schema(title, parts), parts)
        return {
            "title": self.label.text,
            "type": "array",
            **({"prefixItems": [person] * self.least} if self.least else {}),
            "items": person | {"required": [parts[0].short_name]},
            "minItems": self.least,
            "maxItems": self.most,
        }
