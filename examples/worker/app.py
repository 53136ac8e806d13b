"""Sends the day's invoices."""

import os
import smtplib
import ssl

import requests

API_TOKEN = os.environ["SHOP_API_TOKEN"]
DATABASE_PASSWORD = os.getenv("DATABASE_PASSWORD", "postgres")


def invoices():
    reply = requests.get(
        "https://shop.example.com/api/invoices",
        headers={"Authorization": f"Bearer {API_TOKEN}"},
        verify=False,
        timeout=10,
    )
    return reply.json()


def send(invoice):
    server = smtplib.SMTP("smtp.example.com", 587)
    server.login("invoices@example.com", os.environ["SMTP_PASSWORD"])
    server.sendmail("invoices@example.com", invoice["to"], invoice["text"])
    server.quit()


def archive(invoice):
    context = ssl.create_default_context()
    with smtplib.SMTP("archive.example.com", 587) as server:
        server.starttls(context=context)
        server.sendmail("invoices@example.com", "archive@example.com", invoice["text"])


if __name__ == "__main__":
    for one in invoices():
        send(one)
        archive(one)
