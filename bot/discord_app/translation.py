"""From keys to words: for replies directly, for commands through discord.py's translator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import Locale, app_commands

from bot.discord_app.catalogue import BASE_LOCALE, CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY = "key"


class Words:
    """The catalogue in one language; where a language lacks a key, the base language stands in."""

    def __init__(self, locale: str = BASE_LOCALE) -> None:
        base = CATALOGUE[BASE_LOCALE]
        self._texts: Mapping[str, str] = {**base, **CATALOGUE.get(locale, {})}

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __call__(self, key: str, **fields: object) -> str:
        """The text of a key, with its fields filled. Raises KeyError for an unknown key."""
        text = self._texts[key]
        return text.format(**fields) if fields else text


def words_for(locale: Locale | None) -> Words:
    """The words for a person's or a server's language."""
    return Words(BASE_LOCALE if locale is None else locale.value)


def term(key: str) -> app_commands.locale_str:
    """A command's name or description, translated by key when commands are synced."""
    return app_commands.locale_str(CATALOGUE[BASE_LOCALE][key], key=key)


class CatalogueTranslator(app_commands.Translator):
    """discord.py's translator over the catalogue; the base language needs no translation, so it yields None."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the interface's
    ) -> str | None:
        """The text of the string's key in a language, or None where Discord should show the base text."""
        texts = CATALOGUE.get(locale.value)
        if texts is None or locale.value == BASE_LOCALE:
            return None
        return texts.get(str(string.extras.get(KEY)))
