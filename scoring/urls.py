"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
