"""Rows with a Chinese and an English name."""

from django.db import models
from django.utils.translation import get_language


def label_of(name: str, name_en: str) -> str:
    """The name in the reader's language; Chinese where no English name was given."""
    english = (get_language() or "").startswith("en")
    return name_en if english and name_en else name


class Named(models.Model):
    """`label` is the name in the reader's language; Chinese where no English name was given."""

    name: str
    name_en: str

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name to show."""
        return label_of(self.name, self.name_en)
