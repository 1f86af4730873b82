"""What may be done with a contact, by country, and when to call: a cautious default, not legal advice.

UK companies may be called after screening the CTPS register and mailed with an opt-out;
Russia asks prior consent for advertising by telephone and mail (38-FZ, art. 18); the US allow calls and mail to
businesses with an opt-out (CAN-SPAM); Ukraine and Norway want a way out and, for a named person, consent. Mobile
numbers may belong to a person, so they are never a plain yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

import phonenumbers
from phonenumbers import timezone

from leads.sheets.draft import LeadDraft, Texts

CALL_HOURS = (time(9), time(17))
"""Office hours of the company, in its own time zone."""

CALL, ASK, NO = "call", "ask", "no"

WORDS: dict[str, Texts] = {
    CALL: {"en": "yes", "ru": "можно", "uk": "можна"},
    ASK: {"en": "ask first", "ru": "спросить", "uk": "запитати"},
    NO: {"en": "no", "ru": "нельзя", "uk": "не можна"},
}
"""How a permission is shown."""


@dataclass(frozen=True)
class Rule:
    """One country: may an office phone be called, a mobile, may a mailbox of the company be written to."""

    phone: str
    mobile: str
    email: str
    why: Texts


RULES = {
    "GB": Rule(
        ASK, ASK, CALL,
        {
            "en": "Screen the number against the CTPS and TPS registers; mail only with your name and an opt-out.",
            "ru": "Проверьте номер по реестрам CTPS и TPS; письма — только с вашим именем и отказом от рассылки.",
            "uk": "Перевірте номер за реєстрами CTPS і TPS; листи — лише з вашим ім’ям і відмовою від розсилки.",
        },
    ),
    "NO": Rule(
        CALL, ASK, ASK,
        {
            "en": "The company's switchboard may be called; a named person's mailbox needs consent.",
            "ru": "Звонить на общий номер компании можно; писать на личный ящик сотрудника — только с согласия.",
            "uk": "Дзвонити на загальний номер компанії можна; писати на особисту скриньку працівника — лише за згодою.",
        },
    ),
    "RU": Rule(
        ASK, NO, NO,
        {
            "en": "Advertising by phone or mail needs prior consent (38-FZ, art. 18): ask the switchboard first, never use a dialler.",
            "ru": "Реклама по телефону и почте требует предварительного согласия (38-ФЗ, ст. 18): сначала спросите, без автообзвона.",
            "uk": "Реклама телефоном і поштою потребує попередньої згоди (38-ФЗ, ст. 18): спершу запитайте, без автодзвінків.",
        },
    ),
    "UA": Rule(
        CALL, ASK, ASK,
        {
            "en": "The company's office may be called; commercial mail needs consent or an opt-out in every letter.",
            "ru": "В офис компании звонить можно; рекламные письма — с согласия или с отказом в каждом письме.",
            "uk": "До офісу компанії дзвонити можна; рекламні листи — за згодою або з відмовою в кожному листі.",
        },
    ),
    "US": Rule(
        CALL, ASK, CALL,
        {
            "en": "Mail under CAN-SPAM: true headers, postal address, opt-out honoured within 10 business days; no calls to the DNC list.",
            "ru": "Письма по CAN-SPAM: честные заголовки, почтовый адрес, отказ исполнить за 10 рабочих дней; не звонить номерам из DNC.",
            "uk": "Листи за CAN-SPAM: чесні заголовки, поштова адреса, відмову виконати за 10 робочих днів; не дзвонити номерам з DNC.",
        },
    ),
}  # fmt: skip
"""Countries with a rule of their own."""

CAUTIOUS = Rule(
    ASK, ASK, ASK,
    {
        "en": "No rule is recorded for this country: ask before you sell.",
        "ru": "Для этой страны правило не записано: сначала спросите разрешения.",
        "uk": "Для цієї країни правило не записано: спершу запитайте дозволу.",
    },
)  # fmt: skip
"""For every other country."""


def rule(country: str) -> Rule:
    """The rule of a country."""
    return RULES.get(country, CAUTIOUS)


def phone_permission(lead: LeadDraft) -> str:
    """call, ask or no for the lead's first phone; empty where it has none."""
    return permission("phone", lead.country, lead.phones[0].get("label", "")) if lead.phones else ""


def email_permission(lead: LeadDraft) -> str:
    """call (yes), ask or no for the lead's first mailbox; empty where it has none."""
    return permission("email", lead.country) if lead.emails else ""


def permission(kind: str, country: str, label: str = "") -> str:
    """call, ask or no for a phone or email of a company of a country."""
    given = rule(country)
    if kind == "email":
        return given.email
    return given.mobile if label == "mobile" else given.phone


def best_time(lead: LeadDraft) -> str:
    """Office hours in the zone of the number: '09:00–17:00 Asia/Yekaterinburg'; empty where it is not certain."""
    if not lead.phones:
        return ""
    try:
        number = phonenumbers.parse(lead.phones[0]["value"], None)
    except phonenumbers.NumberParseException:
        return ""
    zones = timezone.time_zones_for_number(number)
    if len(zones) != 1 or zones[0] == "Etc/Unknown":
        return ""
    return f"{CALL_HOURS[0]:%H:%M}–{CALL_HOURS[1]:%H:%M} {zones[0]}"
