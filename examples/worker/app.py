"""Sends the day's invoices."""

import os
import smtplib

import requests

from archive import archive

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


if __name__ == "__main__":
    for one in invoices():
        send(one)
        archive(one)
