"""Telling people: messages composed from events, sent by e-mail or by a person over WhatsApp."""

from __future__ import annotations

from . import recipients as _declared  # noqa: F401 - declares of which events people are told
