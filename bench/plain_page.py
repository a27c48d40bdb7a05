"""What our form is compared with: a bare Flask page that renders as many plain WTForms inputs."""

import wtforms
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from wtforms.validators import InputRequired

from forms import Aktivitetsplan

PAGE = """<!doctype html>
<html lang="sv"><title>Plain</title>
<h1>Plain</h1>
<form method="post">
{% for field in form %}
<p>{{ field.label }} {{ field }}
{% for error in field.errors %}<strong>{{ error }}</strong>{% endfor %}</p>
{% endfor %}
<button>Send</button>
</form>
</html>
"""
KINDS = {"long_text": wtforms.TextAreaField, "tick": wtforms.BooleanField}


def plain_form() -> type[wtforms.Form]:
    """A form with an input for each of ours, under the same names, and no more than that."""
    leaves = list(Aktivitetsplan().leaves())
    fields = {
        leaf.name: KINDS.get(leaf.kind, wtforms.StringField)(
            leaf.label.text, [] if leaf.optional else [InputRequired()]
        )
        for leaf in leaves
    }
    return type("PlainForm", (wtforms.Form,), fields)


def create_app() -> Flask:
    """One page: GET shows the form, POST shows what is missing."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    form_class = plain_form()

    @app.route("/", methods=["GET", "POST"])
    def page() -> ResponseReturnValue:
        form = form_class(request.form or None)
        status = 200
        if request.method == "POST" and not form.validate():
            status = 422
        return render_template("page.html", form=form), status

    return app
