"""What signing in leaves behind: guesses that were tried of late, one-time codes that nobody has used yet; and who
needs a second factor for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bizdept.people.posts import Post
from bizdept.remembered import Remembered


class Guesses(models.Model):
    """The guesses at a secret that were tried of late, by account, device or address. Its lock makes them take turns.

    A table of our own: a cache may forget, and what forgets lets go on guessing.
    """

    key = models.CharField(max_length=64, primary_key=True)  # says neither name nor address: a keyed hash
    tried = models.JSONField(default=list)  # moments, in seconds since 1970
    last_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class OneTimeCode(models.Model):
    """A one-time code that was given out: until when it opens the account, and who has taken its second half.

    `seed` makes that half, together with a key that lies outside the database; it is gone once the half was taken.
    """

    person = models.OneToOneField("people.User", models.CASCADE, related_name="one_time_code")
    seed = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.person)


class FactorRule(models.Model):
    """Who needs a second factor beyond the posts that the settings name: proposed by one, signed by another; or the
    senior leader's word. The last that was signed holds; rows are added, never changed once they are decided."""

    everybody = models.BooleanField(default=False)
    posts = models.JSONField(default=list)
    proposed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_signed = models.BooleanField(null=True)  # null: it waits

    is_leaders = models.BooleanField(default=False)  # of one hand, which may

    sealed_when = Q()
    sealed_fields = (
        "everybody", "posts", "proposed_by_id", "proposed_at", "decided_by_id", "decided_at", "is_signed",
        "is_leaders",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_leaders=True) | Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="factor_rule_two_hands",
            ),
        ]

    def __str__(self) -> str:
        return "*" if self.everybody else ",".join(self.posts)

    @property
    def labels(self) -> list[str]:
        return [str(Post(post).label) for post in self.posts]

    @classmethod
    def in_force(cls) -> "FactorRule":
        return cls.objects.filter(is_signed=True).order_by("-decided_at", "-pk").first() or cls()


factor_rule = Remembered(FactorRule.in_force)


def factor_posts() -> frozenset[str]:
    """The posts that need a second factor: those of the settings and those that were added. None where the settings
    name none, as in the demo."""
    always = settings.SECOND_FACTOR_POSTS
    return frozenset(always) | frozenset(factor_rule().posts) if always else frozenset()


def everybody_needs_one() -> bool:
    return bool(settings.SECOND_FACTOR_POSTS) and factor_rule().everybody
