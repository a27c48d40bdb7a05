"""The municipality's own forms, a file each: what lies here is offered, and no list names it."""
