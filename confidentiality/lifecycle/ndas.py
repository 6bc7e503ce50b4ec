"""The lives of NDAs and of their text (8.2.1): drawn up, signed on the screen or on paper, in force, ended."""

from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note as note_in_chain
from bizdept.audit.chain import sealed
from bizdept.calendar.rules import last_day
from bizdept.files.actions import attach
from bizdept.people.actor import Actor
from bizdept.people.history import keep
from bizdept.people.models import Company, User
from bizdept.refusal import refuse
from bizdept.regulation.labels import said
from bizdept.regulation.numbers import value
from bizdept.web.forms import ReasonForm
from bizdept.workflow.moves import Lifecycle, Move, Opens
from bizdept.workflow.versions import freeze
from confidentiality.actions import standing
from confidentiality.forms.ndas import ForceForm, HandInForm, RegisterForm
from confidentiality.models import Nda, NdaText
from confidentiality.rules import ndas as rules

S, T = Nda.State, NdaText.State


# ── the text


def put_in_force(text: NdaText, *, by: Actor, on: date, holds_from: date, asks_anew: bool) -> None:
    """From its day on this text is signed. Where everybody signs it anew, what they signed before holds as long as
    that takes, and no longer than it says."""
    refuse(rules.reasons_against_first_day(text, holds_from, on))
    text.holds_from, text.asks_anew, text.put_in_force_by = holds_from, asks_anew, by.person
    text.sha256 = text.digest()
    if asks_anew:
        text.sign_by = holds_from + timedelta(days=int(value("nda.resign_days", on)))
        signed = Nda.objects.signed().values("owner")
        for person in User.objects.active().filter(pk__in=signed).order_by("pk"):
            standing.settle(person.pk, by=by, required=text)
    note_in_chain("record", "nda.text", text, by=by, row=text, sha256=text.sha256)


TEXTS = Lifecycle(
    NdaText,
    [
        Move("force_text", pgettext_lazy("a text of the NDA", "put in force"), (T.DRAFT,), T.IN_FORCE,
             who=rules.may_put_in_force, article="8.2.1", missing=rules.missing_for_force, effect=put_in_force,
             form=ForceForm, closes=(rules.DECIDE.name,), icon="circle-check", tone="primary", fresh=True,
             warns=gettext_lazy("A text that is in force is never changed again: a new version follows it.")),
        Move("drop_text", pgettext_lazy("a text of the NDA", "drop"), (T.DRAFT,), T.DROPPED, who=rules.may_revise_text,
             article="8.2.1", closes=(rules.DECIDE.name,), icon="x", tone="bad"),
    ],
    path=(T.DRAFT, T.IN_FORCE),
)  # fmt: skip


# ── what each person signs


def agreed(nda: Nda, text: NdaText, on: date) -> dict:
    """What somebody puts their name to, word for word: the text, whose it is, between whom, until when."""
    company, person = Company.ours(), nda.owner
    return {
        "reference": nda.reference(), "text": text.words, "text_sha256": text.sha256,
        "articles": [{"title": heading, "text": words} for heading, words in text.blocks],
        "company": {"name": company.name, "code": company.code, "address": company.address},
        "person": {"name": person.name, "account": person.username, "department": str(nda.department),
                   "job_title": person.job_title},
        "signed_on": on.isoformat(), "until": nda.until.isoformat(),
    }  # fmt: skip


def sign(nda: Nda, *, by: Actor, on: date, sha256: str) -> None:
    """8.2.1: signed on the screen: who, when, from where, and the hash of each word of it."""
    text = NdaText.objects.on(on)
    refuse(rules.reasons_against_signing(nda.owner, text, sha256, on))
    nda.text, nda.how, nda.signed_on, nda.until = text, Nda.How.SCREEN, on, last_day(on, text.months)
    nda.signed_at, nda.address = timezone.now(), by.address
    nda.sha256 = freeze(nda, agreed(nda, text, on), by=by).sha256
    take_effect(nda, by=by)


def hand_in(nda: Nda, *, by: Actor, on: date, signed_on: date, scan: UploadedFile | None = None) -> None:
    nda.signed_on = min(signed_on, on)
    if scan:
        nda.scan = keep_scan(nda, scan, by=by)


def register(
    nda: Nda, *, by: Actor, on: date, signed_on: date, until: date, text: NdaText | None = None,
    paper_number: str = "", place: str = "", scan: UploadedFile | None = None,
) -> None:  # fmt: skip
    """8.2.1: a paper that was signed counts from now on: registered by somebody else than whoever signed it."""
    refuse(rules.reasons_against_paper(nda, signed_on, until, on))
    if scan:
        nda.scan = keep_scan(nda, scan, by=by)
    nda.how = Nda.How.SCAN if nda.scan_id else Nda.How.PAPER
    nda.text, nda.signed_on, nda.until, nda.registered_by = text, signed_on, until, by.person
    nda.paper_number, nda.place = paper_number, place
    take_effect(nda, by=by)


def keep_scan(nda: Nda, scan: UploadedFile, *, by: Actor):
    """The chief, who sees how each stands, does not see what somebody signed."""
    return attach(nda, scan, by=by, purpose="nda", level=Level.CONFIDENTIAL, category=Category.MANAGEMENT)


def take_effect(nda: Nda, *, by: Actor) -> None:
    """It stands in place of what was in force before, in the same transaction; and the doors know."""
    others = list(Nda.objects.of(nda.owner_id).signed().exclude(pk=nda.pk).select_related("text").order_by("pk"))
    refuse(rules.reasons_against_shortening(nda, others, NdaText.objects.required()))
    for before in others:
        before.replaced_by = nda
        keep(before, by=by, reason="replace")
        note_in_chain("record", "nda.replace", before, by=by, row=before)
    standing.settle(nda.owner_id, by=by, beside=nda)
    note_in_chain("record", "nda.signed", nda, by=by, row=nda)


def end(nda: Nda, *, by: Actor, on: date) -> None:
    """Over from this moment: nothing above internal is open by it, nor by days of grace."""
    standing.settle(nda.owner_id, by=by, beside=nda)
    standing.end_grace(nda.owner_id, by=by)
    note_in_chain("record", "nda.ended", nda, by=by, row=nda)


def registered_within(nda: Nda, on: date) -> int:
    """8.2.1: in how many working days a paper that was handed in is registered."""
    return int(value("nda.sign_days", on))


def bearer(nda: Nda):
    return rules.registers(nda, timezone.localdate())


def signatory(nda: Nda):
    return rules.signs(nda)


class OfPeople(Lifecycle):
    """Moves of what belongs to a person: their lock comes first and then the record's, whoever moves it."""

    @sealed()
    def perform(self, name: str, record, **facts):
        standing.hold(record.owner_id)
        return super().perform(name, record, **facts)


LIFECYCLE = OfPeople(
    Nda,
    [
        Move("sign_nda", pgettext_lazy("an NDA", "sign"), (S.DRAWN, S.HANDED_IN), S.IN_FORCE, who=rules.is_own,
             article="8.2.1", effect=sign, closes=(rules.SIGN.name, rules.REGISTER.name), icon="signature",
             tone="primary", fresh=True),
        Move("hand_in_nda", pgettext_lazy("an NDA", "signed on paper already"), (S.DRAWN,), S.HANDED_IN,
             who=rules.is_own, article="8.2.1", effect=hand_in, form=HandInForm, closes=(rules.SIGN.name,),
             icon="file-certificate", opens=(Opens(rules.REGISTER.name, bearer, registered_within),)),
        Move("register_nda", pgettext_lazy("an NDA", "register"), (S.DRAWN, S.HANDED_IN), S.IN_FORCE,
             who=rules.may_register, article="8.2.1", effect=register, form=RegisterForm,
             closes=(rules.SIGN.name, rules.REGISTER.name), icon="circle-check", tone="primary"),
        Move("send_back_nda", pgettext_lazy("an NDA", "no such paper"), (S.HANDED_IN,), S.DRAWN,
             who=rules.may_register, article="8.2.1", form=ReasonForm, closes=(rules.REGISTER.name,),
             icon="arrow-back-up", tone="bad", opens=(Opens(rules.SIGN.name, signatory, registered_within),)),
        Move("end_nda", pgettext_lazy("an NDA", "end"), (S.DRAWN, S.HANDED_IN, S.IN_FORCE), S.ENDED,
             who=rules.may_register, article="8.2.1", effect=end, form=ReasonForm,
             closes=(rules.SIGN.name, rules.REGISTER.name), icon="lock", tone="bad",
             warns=said(gettext_lazy(
                 "Whatever is above “%(internal)s” is closed to this person from this moment on."))),
        Move("leave_nda", pgettext_lazy("an NDA", "end with the account"), (S.DRAWN, S.HANDED_IN, S.IN_FORCE), S.ENDED,
             who=rules.has_left, article="8.2.1", effect=end, closes=(rules.SIGN.name, rules.REGISTER.name),
             icon="lock"),
    ],
    path=(S.DRAWN, S.IN_FORCE),
)  # fmt: skip
