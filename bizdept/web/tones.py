"""Which colour and icon a state's badge wears. Colour is for state alone, and never stands without its word."""

WAITING, RUNNING, DONE, WRONG, CHECKED, OVER = "warn", "info", "ok", "bad", "violet", "line"

TONES = {  # by state: tone and icon
    "in_review": (WAITING, "clock"),
    "deciding": (WAITING, "clock"),
    "submitted": (WAITING, "clock"),
    "waiting": (WAITING, "clock"),
    "due": (WAITING, "clock"),
    "asked": (WAITING, "clock"),
    "returned": (WRONG, "arrow-back-up"),
    "refused": (WRONG, "circle-x"),
    "overdue": (WRONG, "alert-circle"),
    "failed": (WRONG, "alert-circle"),
    "approved": (DONE, "circle-check"),
    "signed": (DONE, "signature"),
    "granted": (DONE, "circle-check"),
    "active": (DONE, ""),
    "done": (DONE, "circle-check"),
    "completed": (DONE, "circle-check"),
    "out_for_signature": (RUNNING, "send"),
    "performing": (RUNNING, ""),
    "running": (RUNNING, ""),
    "negotiating": (RUNNING, ""),
    "in_acceptance": (CHECKED, ""),
    "withdrawn": (OVER, ""),
    "ended": (OVER, "lock"),
    "frozen": (OVER, "lock"),
    "void": (OVER, "ban"),
    "archived": (OVER, ""),
    "closed": (OVER, ""),
}
