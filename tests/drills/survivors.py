"""The guards that no test misses, each with the reason why none can."""

KNOWN: dict[str, str] = {
    "bizdept/home/views/files.py:download: if not record.rights:": (
        "no file's level is as low as the reach of somebody without rights, so file_page refuses and notes the same"
    ),
    "bizdept/manage/actions/accounts.py:open_account: refuse(rules.reasons_against_account(fields['username']))": (
        "make_account refuses for the same reasons when the table says that the name is taken"
    ),
}
