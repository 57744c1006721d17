"""All periodic work: which task is woken how often, in seconds or at a time of day (UTC)."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "start due syncs": {"task": "fulfillment.channels.tasks.start_due_syncs", "schedule": 5.0},
    "start due pushes": {"task": "fulfillment.channels.tasks.start_due_pushes", "schedule": 5.0},
    "start due carrier feeds": {"task": "fulfillment.channels.tasks.start_due_feeds", "schedule": 5.0},
    "watch due orders": {"task": "fulfillment.orders.tasks.watch_due_orders", "schedule": 10.0},
    "plan trucks": {"task": "fulfillment.warehouse.tasks.plan_trucks", "schedule": 10.0},
    "let go of boxes": {"task": "fulfillment.warehouse.tasks.let_go_of_boxes", "schedule": 60.0},
    "learn scans": {"task": "fulfillment.warehouse.tasks.learn_scans", "schedule": 300.0},
    "settle scans": {"task": "fulfillment.warehouse.tasks.settle_scans", "schedule": 60.0},
    "ask carriers": {"task": "fulfillment.warehouse.tasks.ask_carriers", "schedule": 30.0},
    "let go of served": {"task": "fulfillment.inspections.tasks.let_go_of_served", "schedule": 20.0},
    "deal goods": {"task": "fulfillment.warehouse.tasks.deal_goods", "schedule": 20.0},
    "hold what nobody promised": {"task": "sourcing.tasks.hold_unpromised", "schedule": 30.0},
    "mind suppliers": {"task": "sourcing.tasks.mind_suppliers", "schedule": 30.0},
    "buy by rules": {"task": "sourcing.tasks.buy_by_rules", "schedule": 60.0},
    "fetch exchange rates": {"task": "sourcing.tasks.fetch_exchange_rates", "schedule": 300.0},
    "route new orders": {"task": "sourcing.tasks.route_new_orders", "schedule": 30.0},
    "find waiting rehearsals": {"task": "sourcing.tasks.find_waiting_rehearsals", "schedule": 15.0},
    "judge due packages": {"task": "fulfillment.tracking.tasks.judge_due_packages", "schedule": 30.0},
    "judge changed orders": {"task": "metrics.tasks.judge_changed_orders", "schedule": 5.0},
    "re-judge what changed rules concern": {"task": "metrics.tasks.queue_changed_rules", "schedule": 60.0},
    "raise alerts of rates": {"task": "metrics.tasks.raise_alerts", "schedule": 300.0},
    "read published figures": {"task": "metrics.tasks.read_published_figures", "schedule": 600.0},
    "tell of weeks": {"task": "metrics.tasks.tell_of_weeks", "schedule": 300.0},
    "learn pace": {"task": "fulfillment.orders.tasks.learn_pace", "schedule": 60.0},
    "find waiting imports": {"task": "fulfillment.channels.tasks.find_waiting_imports", "schedule": 15.0},
    "find waiting labels": {"task": "fulfillment.channels.tasks.find_waiting_labels", "schedule": 15.0},
    "tell others": {"task": "fulfillment.channels.tasks.tell_others", "schedule": 10.0},
    "tell chat rooms": {"task": "fulfillment.channels.tasks.tell_rooms", "schedule": 10.0},
    "prune raw payloads": {
        "task": "fulfillment.channels.tasks.prune",
        "schedule": crontab(minute="41", hour="3"),
    },
    "raise alerts": {"task": "fulfillment.channels.tasks.raise_alerts", "schedule": 30.0},
    "tell of alerts": {"task": "fulfillment.alerts.tasks.tell", "schedule": 60.0},
    "check webhook subscriptions": {
        "task": "fulfillment.channels.tasks.check_subscriptions",
        "schedule": crontab(minute="11", hour="4"),
    },
}
