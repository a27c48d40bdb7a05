"""What will be sent to whom in the next thirty days, before it is sent."""

from flask import Blueprint, render_template

from office.reminding import AHEAD, Left, Told
from office.reminding import forecast as foretold
from register.duties import NAMES
from register.reminder_rules import Why
from register.reminder_steps import FIRST_HOUR, LAST_HOUR, Pause, Step
from swedish import MONTHS
from web.desk.guard import look
from web.filed.forwarding import Forward, forward
from web.office import office

_WHY = {
    Why.BEYOND: "Adressen är inte hos kommunen, så webbplatsen skriver inte till den.",
    Why.DEPARTED: "Administrerar inte längre kontot. Be den som är kvar att lämna in en ny version "
    "av planen.",
    Why.REFUSED: "E-postservern säger nej till adressen. Kontrollera den, och be om en ny version "
    "av planen om den är fel.",
    Why.NONE: "Ingen administratör står i planen. Be enheten lämna in en ny version av den.",
}
_WHY_MANAGER = {
    Why.BEYOND: f"Läser registret för en förvaltning. {_WHY[Why.BEYOND]}",
    Why.REFUSED: "Läser registret för en förvaltning. E-postservern säger nej till adressen. Är "
    "den fel rättar den som sköter webbplatsen den i inställningen REGISTER_READERS.",
}
_STEPS = {Step.IN_TIME: "påminnelse i god tid", Step.LATE: "påminnelse om försenat"}
desk_reminder_forecast = Blueprint("desk_reminder_forecast", __name__)


@desk_reminder_forecast.get("/register/paminnelser/")
def forecast() -> str:
    """Day by day, with what is paused and who cannot be reached."""
    own = office()
    found = foretold(own)
    look("reminders", sum(len(day.letters) for day in found.days))
    return render_template(
        "desk/reminder_forecast.html",
        found=found,
        is_on=own.settings.reminders,
        has_mail_server=bool(own.settings.smtp_url),
        pauses=[_pause(one) for one in own.settings.reminder_pauses],
        ahead=AHEAD.days,
        hours=(FIRST_HOUR, LAST_HOUR),
        left=[(one, _why(one), _ready(one)) for one in found.left],
        names=NAMES,
        step_of=_step,
    )


def _why(left: Left) -> str:
    return (_WHY_MANAGER if left.is_manager else _WHY)[left.why]


def _step(told: Told) -> str:
    """In which step something is told; of the last to whom."""
    if told.step is not Step.MANAGER:
        return _STEPS[told.step]
    officers = ["informationsansvarig"] if told.officers else []
    count = told.people - told.officers
    managers = [f"{'den' if count == 1 else 'dem'} som läser för förvaltningen"] if count else []
    return f"brev till {' och '.join((*officers, *managers))}"


def _pause(pause: Pause) -> str:
    first, last = (f"{day} {MONTHS[month - 1]}" for month, day in (pause.first, pause.last))
    return f"{first} till {last}"


def _ready(left: Left) -> Forward | None:
    return forward(left.subject, left.text) if left.text else None
