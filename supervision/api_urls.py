"""Addresses of this floor's doors for programs, below api/v1/; each may end with a slash or not."""

from django.urls import re_path

from supervision.api import days, ground, views

app_name = "supervision_api"
urlpatterns = [
    re_path(r"^token/?$", views.NewToken.as_view(), name="token"),
    re_path(r"^tokens/?$", views.TokensDoor.as_view(), name="api_tokens"),
    re_path(r"^tokens/(?P<token>[^/]+)/?$", views.TokenDoor.as_view(), name="api_token"),
    re_path(r"^me/?$", views.Me.as_view(), name="me"),
    re_path(r"^uploads/?$", views.Uploads.as_view(), name="uploads"),
    re_path(r"^units/?$", ground.UnitsDoor.as_view(), name="api_units"),
    re_path(r"^sites/?$", ground.SitesDoor.as_view(), name="api_sites"),
    re_path(r"^categories/?$", ground.CategoriesDoor.as_view(), name="api_categories"),
    re_path(r"^calendar/?$", days.CalendarDoor.as_view(), name="api_calendar"),
]
