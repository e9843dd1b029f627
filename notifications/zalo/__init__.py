"""Zalo: the bot, the official account's templates, its answers."""
