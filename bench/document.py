"""Our own documents: `python -m bench.document N OUT.pdf`."""

from bench.measure import Maker, main
from bench.plans import Plan


def load() -> Maker:
    """From answers to bytes: binding the form, the QR code and the attachment are in the clock."""
    from forms import FORMS
    from pdf import Imprint, Letterhead, render

    form_class, house = FORMS[0], Letterhead("Töreboda kommun")

    def make(plan: Plan) -> bytes:
        imprint = Imprint(plan.reference, plan.version, plan.issued_at, plan.url)
        return render(form_class.from_answers(plan.answers), imprint, house)

    return make


if __name__ == "__main__":
    main("ours", load)
