"""The guards that no test misses, each with the reason why none can."""

KNOWN: dict[str, str] = {
    "bizdept/manage/actions/accounts.py:open_account: refuse(rules.reasons_against_account(fields['username']))": (
        "make_account refuses for the same reasons when the table says that the name is taken"
    ),
}
