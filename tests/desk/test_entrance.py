"""The pages in front of the door: every account page wears our own look."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/accounts/login/", "Log in"),
        ("/accounts/signup/", "Accounts come by invitation"),
        ("/accounts/password/reset/", "Set a new password"),
        ("/accounts/password/reset/done/", "Look into your mail"),
        ("/accounts/password/reset/key/1-set-password/", "This link no longer works"),
        ("/accounts/password/reset/key/done/", "Your new password is saved"),
        ("/accounts/inactive/", "This account is closed"),
    ],
)
def test_a_page_before_login_says_what_to_do(client: Client, db: None, address: str, words: str) -> None:
    page = client.get(address)
    html = page.content.decode()

    assert page.status_code == 200
    assert words in html
    assert 'class="entrance"' in html
    assert "css/tokens.css" in html


def test_a_wrong_password_is_said_in_words_beside_the_form(client: Client, db: None) -> None:
    page = client.post("/accounts/login/", {"login": "nobody@example.com", "password": "wrong"})

    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_only_our_own_scripts_may_run(client: Client, db: None) -> None:
    page = client.get("/accounts/login/")

    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "script-src" not in page["Content-Security-Policy"]
