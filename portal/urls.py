"""The addresses of the web site."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from portal import views

urlpatterns = [
    path("", views.lists, name="lists"),
    path("lists/<int:number>/", views.one_list, name="list"),
    path("lists/<int:number>/<str:language>.xlsx", views.download, name="download"),
    path("sign-in/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
]
