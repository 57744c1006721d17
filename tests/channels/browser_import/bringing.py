"""Files as somebody brings them in a browser, and the worker that takes them on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.channels.generic import running
from fulfillment.channels.models import ImportUpload
from tests.channels.api.asking import own_store
from tests.factories import create_member, create_team

HEADER = ("Order ID", "Order Status", "Created At", "Ship By", "SKU", "Qty", "Price", "Customer Name")


def line(order: str, **values: str) -> list[str]:
    usual = {
        "status": "Paid", "placed": "2026-11-20 09:00", "due": "2026-11-22 18:00", "sku": "LAMP-1", "qty": "1",
        "price": "9.90", "buyer": "Ann Lee",
    }  # fmt: skip
    return [order, *(usual | values).values()]


def as_csv(
    rows: Iterable[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[Any]], *, header: Sequence[str] = HEADER) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class Desk:
    """An operator at the import pages of a team with one own store."""

    def __init__(self, team: Any = None) -> None:
        self.team = team or create_team()
        self.shop = own_store(self.team, time_zone="America/Los_Angeles", currency="USD")
        self.client = Client()
        self.client.force_login(create_member(team=self.team, role=Role.OPERATOR))

    def bring(self, content: bytes, name: str = "orders.csv") -> Any:
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("channels:imports"), {"shop": self.shop.slug, "file": file})

    def upload(self, content: bytes, name: str = "orders.csv") -> ImportUpload:
        answer = self.bring(content, name)
        assert answer.status_code == 302, answer.content.decode()
        return ImportUpload.objects.order_by("-brought_at").first()

    def screen(self, upload: ImportUpload, **query: str) -> Any:
        return self.client.get(reverse("channels:import-map", args=[upload.pk]), query)

    def form(self, upload: ImportUpload) -> dict[str, str]:
        """What the mapping screen would send as it stands."""
        context = self.screen(upload).context
        sent = {field["name"]: field["column"] for group in context["groups"] for field in group["fields"]}
        sent |= {f"word-{word['place']}": str(word["means"]) for word in context["words"]}
        sent |= {f"said-{word['place']}": word["word"] for word in context["words"]}
        names = (
            "time_zone",
            "time_format",
            "decimal",
            "currency",
            "country",
            "encoding",
            "sheet",
            "lines",
            "status_if_empty",
            "kind_if_empty",
        )
        return (
            sent
            | {name: str(getattr(context["file"], name)) for name in names}
            | {"delimiter": context["delimiter"]}
        )

    def check(self, upload: ImportUpload, **changes: str) -> ImportUpload:
        sent = self.form(upload) | {name.replace("__", "-"): value for name, value in changes.items()}
        answer = self.client.post(reverse("channels:import-map", args=[upload.pk]), sent | {"check": ""})
        assert answer.status_code == 302, answer.content.decode()
        return self.work(upload)

    def press(self, act: str, upload: ImportUpload) -> ImportUpload:
        self.client.post(reverse(f"channels:import-{act}", args=[upload.pk]))
        return self.work(upload)

    def imported(self, content: bytes, name: str = "orders.csv") -> ImportUpload:
        return self.press("run", self.check(self.upload(content, name)))

    def work(self, upload: ImportUpload) -> ImportUpload:
        running.work(upload.pk, clock=lambda: datetime.now(UTC))
        upload.refresh_from_db()
        return upload

    def page(self, upload: ImportUpload) -> str:
        return self.client.get(reverse("channels:import", args=[upload.pk])).content.decode()

    def report(self, upload: ImportUpload) -> list[list[str]]:
        answer = self.client.get(reverse("channels:import-report", args=[upload.pk]))
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))
