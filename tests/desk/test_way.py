"""Labels on the bar of an order's way."""

from fulfillment.desk.way import apart


def mark(label, at, row="below", **style):
    return {"label": label, "at": at, "row": row, **style}


def rows(*marks):
    return [(each["label"], each["row"]) for each in apart(list(marks))]


def test_a_label_that_would_run_into_another_stands_in_the_other_row():
    placed, packed = mark("placed", 0), mark("packed", 10)

    assert rows(placed, packed) == [("placed", "below"), ("packed", "above")]


def test_where_neither_row_has_room_the_usual_end_keeps_its_tick_and_loses_its_label():
    now, due = mark("now", 92, "above"), mark("due", 100)
    usual_end = mark("usual end", 97, "above", dashed=True)

    assert rows(now, due, usual_end) == [("now", "above"), ("due", "below"), ("", "above")]


def test_the_deadline_is_always_named():
    marks = [mark("placed", 90), mark("now", 95, "above"), mark("due", 100)]

    assert ("due", "below") in rows(*marks)
