"""Keeps a copy of every invoice."""

import smtplib
import ssl


def archive(invoice):
    context = ssl.create_default_context()
    with smtplib.SMTP("archive.example.com", 587) as server:
        server.starttls(context=context)
        server.sendmail("invoices@example.com", "archive@example.com", invoice["text"])
