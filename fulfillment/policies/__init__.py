"""The rulebook: what each platform and market asks for, as dated data read by plain Python.

The data: one TOML file per platform and market (tiktok_us.toml, …, own_store.toml). tiktok.toml holds what
is the same everywhere and explains how to read and change the files; tiktok_eu.toml and tiktok_sea.toml
hold what their markets share. Every value says from when it holds, where it was read, when it was last
verified, why it is so, and whether a source confirms it. To change a rule, add an entry with its date:
orders keep the rules of the day on which they were placed.

The code, in the order in which it works:
    terms       the words: StopEvent, ShippingType, OrderKind, Counting, …
    parts       rules of several figures: DueRule, CancelRule, HandlingTime, TrackingRules, MetricRule
    calendars   business days and holidays
    reading     one raw value -> a typed one, or a sentence
    names       every value there is, with its label and its reader
    books       what a book is;  files: a TOML file -> a book;  proof: gaps and overlaps
    building    the values in force -> Rules
    rules       Rules: version, content_hash, metric(), counts(), with_overrides(), values()
    rulebook    load().rules(platform=, market=, at=)
    overrides   a shop's own values
    values      lines of the rulebook page;  wording: values in words
    checks      for `manage.py check`; the only module here that imports Django
"""
