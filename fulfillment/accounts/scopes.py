"""What a machine's token may do. No Django here."""

from enum import StrEnum


class Scope(StrEnum):
    READ = "read"
    ORDERS = "orders:write"
    PACKAGES = "packages:write"
    REFUNDS = "refunds:write"
    TICKETS = "tickets:write"
    WEBHOOKS = "webhooks:write"


MEANS = {
    Scope.READ: "read orders, packages and their verdicts",
    Scope.ORDERS: "bring orders of own stores",
    Scope.PACKAGES: "bring packages and carriers' messages of own stores",
    Scope.REFUNDS: "bring refunds, returns and cancellations of own stores",
    Scope.TICKETS: "bring tickets, complaints and reviews of any shop",
    Scope.WEBHOOKS: "subscribe addresses to what happens",
}
