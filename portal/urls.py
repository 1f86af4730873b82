"""The addresses of the web site."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal import (
    api,
    charts,
    downloads,
    follow_ups,
    invitations,
    lead,
    lists,
    marks,
    operations,
    people,
    team,
    territories,
    tokens,
    uploads,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.home, name="lists"),
    path("lists/<int:number>/", lists.one_list, name="list"),
    path("lists/<int:number>/print/", lists.call_list, name="call_list"),
    path("lists/<int:number>/download/", downloads.download, name="download"),
    path("lists/<str:profile>/", lists.current, name="current_list"),
    path("leads/<str:key>/", lead.card, name="lead"),
    path("leads/<str:key>/mark/", marks.mark, name="mark"),
    path("leads/<str:key>/not-the-same/", marks.not_the_same, name="not_the_same"),
    path("follow-ups/", follow_ups.page, name="follow_ups"),
    path("follow-ups/<int:number>/done/", follow_ups.done, name="follow_up_done"),
    path("follow-ups.ics", follow_ups.calendar, name="follow_ups_calendar"),
    path("downloads/", downloads.mine, name="downloads"),
    path("downloads/<int:number>/undo/", downloads.undo, name="undo_download"),
    path("marks/upload/", uploads.upload, name="marks_upload"),
    path("marks/upload/<int:number>/", uploads.review, name="marks_review"),
    path("api/", api.urls()),
    path("tokens/", tokens.page, name="tokens"),
    path("tokens/<int:number>/revoke/", tokens.revoke, name="revoke_token"),
    path("leads/<str:key>/hand-over/", territories.hand_over, name="hand_over"),
    path("team/", team.page, name="team"),
    path("team/where/", team.where, name="where"),
    path("team/charts/<str:name>.svg", charts.chart, name="chart"),
    path("team/territories/", territories.page, name="territories"),
    path("team/territories/give-out/", territories.give_out, name="give_out"),
    path("team/territories/holidays/", territories.holiday, name="holiday"),
    path("team/territories/<int:number>/", territories.edit, name="territory"),
    path("nights/", operations.nights, name="nights"),
    path("nights/rejects/", operations.rejects, name="rejects"),
    path("questions/", operations.questions, name="questions"),
    path("questions/<int:number>/", operations.answer, name="answer"),
    path("not-to-be-called/", operations.suppressions, name="suppressions"),
    path("profiles/", operations.profiles, name="profiles"),
    path("people/", people.page, name="people"),
    path("audit/", people.audit, name="audit"),
    path("welcome/<str:token>/", invitations.welcome, name="welcome"),
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
]
if getattr(settings, "OIDC", False):
    urlpatterns.append(path("oidc/", include("mozilla_django_oidc.urls")))
