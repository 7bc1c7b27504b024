"""Telling people: messages composed from events, sent by e-mail or by a person over WhatsApp."""
