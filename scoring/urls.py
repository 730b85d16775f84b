"""Addresses of the figures; the first page is one of them."""

from django.urls import path

from scoring import views
from scoring.board import views as board

urlpatterns = [
    path("", views.home, name="home"),
    path("board/", board.show, name="board"),
    path("board/wall/", board.wall, name="board_wall"),
    path("board/now/", board.now, name="board_now"),
    path("board/lead/<str:number>/", board.confirm, name="board_lead"),
]
