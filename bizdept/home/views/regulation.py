"""The regulation, clause by clause, with what carries each out."""

from django.shortcuts import render

from bizdept.regulation.articles import chapters
from bizdept.regulation.claims import claims_of


def index(request):
    found = [
        {"chapter": chapter, "articles": [{"article": a, "claims": claims_of(a.code)} for a in chapter.articles]}
        for chapter in chapters()
    ]
    return render(request, "home/regulation.html", {"chapters": found})
