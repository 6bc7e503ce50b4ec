"""What signing in leaves behind: guesses that were tried of late, and one-time codes that nobody has used yet."""

from django.db import models


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
