"""The regulation, clause by clause, with what carries each out."""

from django.shortcuts import render
from django.utils import timezone

from bizdept.regulation.articles import chapters
from bizdept.regulation.claims import claims_of
from confidentiality.shown.materials import regulation_texts


def index(request):
    found = [
        {"chapter": chapter, "articles": [{"article": a, "claims": claims_of(a.code)} for a in chapter.articles]}
        for chapter in chapters()
    ]
    texts = regulation_texts(request.user, timezone.localdate())
    return render(request, "home/regulation.html", {"chapters": found, "texts": texts})
