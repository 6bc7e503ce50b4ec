"""Addresses of accounts, posts, departments, delegations, settings and jobs."""

from django.urls import path

from bizdept.manage.views import (
    chain,
    codes,
    days,
    delegations,
    departments,
    jobs,
    people,
    posts,
    terms,
)  # fmt: skip

app_name = "manage"
urlpatterns = [
    path("", people.index, name="people"),
    path("people/new/", people.new, name="new_person"),
    path("people/<int:pk>/", people.detail, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="edit_person"),
    path("people/<int:pk>/close/", people.close, name="close_account"),
    path("people/<int:pk>/reopen/", people.reopen, name="reopen_account"),
    path("people/<int:pk>/password/", people.password, name="reset_password"),
    path("people/<int:pk>/sessions/", people.sessions, name="end_sessions"),
    path("people/<int:pk>/posts/new/", posts.give, name="give_post"),
    path("posts/<int:pk>/end/", posts.end, name="end_post"),
    path("signatures/", posts.signatures, name="signatures"),
    path("signatures/<int:pk>/sign/", posts.sign, name="sign_post"),
    path("signatures/<int:pk>/decline/", posts.decline, name="decline_post"),
    path("halves/", codes.halves, name="code_halves"),
    path("halves/<int:pk>/", codes.take, name="take_half"),
    path("departments/", departments.index, name="departments"),
    path("departments/new/", departments.new, name="new_department"),
    path("departments/<int:pk>/", departments.edit, name="edit_department"),
    path("delegations/", delegations.index, name="delegations"),
    path("delegations/new/", delegations.new, name="new_delegation"),
    path("delegations/<int:pk>/sign/", delegations.sign, name="sign_delegation"),
    path("delegations/<int:pk>/withdraw/", delegations.withdraw, name="withdraw_delegation"),
    path("numbers/", terms.numbers, name="numbers"),
    path("numbers/<str:name>/", terms.number, name="number"),
    path("company/", terms.company, name="company"),
    path("company/small-office/", terms.small_office, name="small_office"),
    path("chain/", chain.index, name="chain"),
    path("chain/read/", chain.again, name="read_chain"),
    path("jobs/", jobs.index, name="jobs"),
    path("calendar/", days.index, name="calendar"),
    path("calendar/days/", days.enter, name="new_days"),
    path("calendar/list/", days.read, name="import_days"),
    path("jobs/again/", jobs.again, name="try_again"),
    path("jobs/letters/<int:pk>/again/", jobs.send_letter, name="send_letter"),
    path("jobs/letters/<int:pk>/drop/", jobs.drop_letter, name="drop_letter"),
]
