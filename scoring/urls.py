"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring import views

urlpatterns = [
    path("", views.home, name="home"),
]
