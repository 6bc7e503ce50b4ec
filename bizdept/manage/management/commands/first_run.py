"""`manage.py first_run`: an empty database becomes a company, with an administrator and an officer."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import set_up
from bizdept.manage.actions.first_run import found_company
from bizdept.manage.forms import FirstRunForm
from bizdept.refusal import Refused

PEOPLE = ("administrator", "officer", "leader", "chief")


class Command(BaseCommand):
    help = "Makes the company, its administrator and its confidentiality officer, in a database without accounts."

    def add_arguments(self, parser):
        parser.add_argument("--company", default="")
        parser.add_argument("--section", default="")
        for who in PEOPLE:
            parser.add_argument(f"--{who}", default="", metavar="NAME:ACCOUNT")
        parser.add_argument("--no-departments", dest="departments", action="store_false")
        parser.add_argument("--no-input", dest="asks", action="store_false", help="Ask nothing; fail instead.")

    def handle(self, *, asks: bool, departments: bool, **options):
        if not set_up.is_empty():
            raise CommandError(_("There are accounts in this database: the first run is over."), returncode=2)
        plan: dict = {"departments": departments}
        plan["company"] = options["company"] or self.ask(asks, _("Name of the company"))
        plan["section"] = options["section"] or self.ask(asks, _("Name of the business section"))
        for who in PEOPLE:
            must = who in FirstRunForm.MUST
            words = _("%s, as name:account") if must else _("%s, as name:account; empty: nobody yet")
            word = options[who] or self.ask(asks, words % FirstRunForm.WHO[who])
            name, _colon, account = word.rpartition(":")
            plan |= {f"{who}_name": name.strip(), f"{who}_account": account.strip()}
        form = FirstRunForm(plan, asks_code=False)
        if not form.is_valid():
            told = [f"{name}: {sentence}" for name, sentences in form.errors.items() for sentence in sentences]
            raise CommandError("\n".join(told), returncode=2)
        try:
            sheets = found_company(form.cleaned_data, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        set_up.forget_code()
        self.hand_out(sheets)

    def ask(self, asks: bool, words: str) -> str:
        return input(f"{words}: ") if asks else ""

    def hand_out(self, sheets: list) -> None:
        """One sheet for each, to be cut apart: nobody needs another's."""
        for given in sheets:
            self.stdout.write("- " * 36)
            self.stdout.write(_("For %(name)s, account %(account)s") % {
                "name": given.person.name, "account": given.person.username,
            })  # fmt: skip
            self.stdout.write(_("One-time code: %s") % given.code)
            self.stdout.write(_("It opens the account within seven days, and must be changed at once."))
        self.stdout.write("- " * 36)
