"""Registering, signing in, codes and roles, as people and as attackers."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, get_translations
from sqlalchemy import select

from civic.core.accounts import actions, codes, limits
from civic.core.accounts.browsers import Browser
from civic.core.accounts.labels import device_name
from civic.core.accounts.models import Account, UserSession, VerificationCode
from civic.core.db.types import utcnow
from civic.core.forms.texts import WTFORMS_TEXTS
from civic.core.jobs.models import JobRecord
from civic.errors import Invalid, TooMany
from civic.extensions import db
from civic.modules import Role
from tests.conftest import sign_in
from tests.factories import make_account, make_agency
from tests.helpers import count_queries

PASSWORD = "tiga kata rahasia"
MAIL = "siti@contoh.example"
FORM = {"name": "Siti", "contact": MAIL, "password": PASSWORD}
HERE, THERE = Browser("here", "10.0.0.1"), Browser("there", "10.0.0.2")


def messages() -> list[JobRecord]:
    return list(
        db.session.scalars(select(JobRecord).where(JobRecord.name == "mail.send").order_by(JobRecord.created_at))
    )


def last_code() -> str:
    found = re.search(r"\b\d{6}\b", messages()[-1].arguments["body"])
    assert found
    return found.group()


def register(client: FlaskClient, **changed: str) -> None:
    answer = client.post("/account/register", data=FORM | changed)
    assert answer.status_code == 303, answer.text


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def let_a_minute_pass() -> None:
    db.session.query(VerificationCode).update({"sent_at": utcnow() - timedelta(seconds=61)})
    db.session.commit()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Siti@Contoh.example", "siti@contoh.example"),
        ("0812-3456-7890", "+6281234567890"),
        ("uji@m\u00fcllerkota.de", "uji@xn--mllerkota-q9a.de"),
    ],
)
def test_register_confirm_and_be_signed_in(client: FlaskClient, typed: str, kept: str) -> None:
    answer = client.post("/account/register?next=/processes", data=FORM | {"contact": typed})
    assert typed not in answer.location, "no address in an address"
    assert kept not in answer.location
    assert not is_signed_in(client), "not signed in before the code"
    assert db.session.query(Account).count() == 0, "nobody is registered before the code"
    assert kept in client.get(answer.location).text
    answer = client.post(answer.location, data={"code": last_code()})
    assert answer.location == "/processes"
    assert kept in client.get("/account").text


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("contact", "siti@", "Alamat surel tidak valid"),
        ("contact", "sit\u00ef@contoh.example", "Alamat surel tidak valid"),
        ("contact", "a" * 300 + "@contoh.example", "Alamat surel tidak valid"),
        ("contact", "+1 202 555 0100", "nomor HP Indonesia"),
        ("contact", "021 5552000", "nomor HP Indonesia"),
        ("password", "pendek", "paling sedikit 10"),
        ("password", "password123", "mudah ditebak"),
        ("password", "x" * 201, "paling banyak 200"),
        ("name", " \u202e ", "Isi nama"),
        ("name", "\u200b\u200b", "Isi nama"),
        ("name", "\u3164", "Isi nama"),
        ("name", "Administrator Kota", "tampak seperti"),
        ("name", "x" * 100_000, "karakter"),
    ],
)
def test_wrong_input_is_told_at_its_field(client: FlaskClient, field: str, value: str, message: str) -> None:
    answer = client.post("/account/register", data=FORM | {field: value})
    assert message in answer.text
    assert f'id="{field}-error"' in answer.text
    assert messages() == []


def test_everything_that_is_wrong_is_told_at_once(client: FlaskClient) -> None:
    text = client.post("/account/register", data={"name": "", "contact": "x", "password": "pendek"}).text
    assert [f for f in ("name", "contact", "password") if f'id="{f}-error"' in text] == ["name", "contact", "password"]
    assert "<title>Kesalahan:" in text
    assert ">Error:" not in text
    assert "Kesalahan:" not in client.get("/account/register").text.split("</title>")[0]


def test_a_contact_of_combining_marks_is_refused_before_it_costs_time(app: Flask) -> None:
    started = time.monotonic()
    with pytest.raises(Invalid):
        actions.begin_sign_in("a" + "\u0301" * 240_000 + "\u0316" * 240_000, HERE)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "name",
    [
        "Administrator",
        "ADMIN",
        "A d m i n",
        "\u0410dmin",  # Cyrillic A
        "\uff21\uff44\uff4d\uff49\uff4e",  # full width
        "\u00c1dm1n",
        "Ad\u200bmin",
        "Admin Kota Tangerang",
        "Kota Tangerang",
        "Suara Kota",
        "Dinas Perhubungan",
        "Wali Kota Tangerang",
        "Pemkot Tangerang",
        "moderator_portal",
    ],
)
def test_nobody_is_named_as_if_they_were_the_city(app: Flask, name: str) -> None:
    with pytest.raises(Invalid) as error:
        actions.begin_sign_in(MAIL, HERE, name)
    assert error.value.field == "name"


@pytest.mark.parametrize(
    "name", ["Adminah", "Wali Rahman", "Siti Nurdinas", "\u0418\u0432\u0430\u043d", "\u738b\u5c0f\u660e", "Suara"]
)
def test_people_may_be_named_as_they_are(app: Flask, name: str) -> None:
    actions.begin_sign_in(MAIL, HERE, name)
    assert actions.finish_sign_in(MAIL, last_code(), HERE).account.name == name


def test_names_of_any_script_are_kept(client: FlaskClient) -> None:
    register(client, name="  Nur\x00 مريم 👩🏽‍🌾 ")
    client.post("/account/verify", data={"code": last_code()})
    assert db.session.query(Account).one().name == "Nur مريم 👩🏽‍🌾"


def strip(text: str) -> str:
    """Without what differs by nature: what the visitor typed, nonces and form tokens."""
    return re.sub(r'(ada|tak)(@|%40|%2540)|nonce="[^"]+"|name="csrf_token" value="[^"]+"', "", text)


def test_answers_do_not_tell_who_has_an_account(app: Flask) -> None:
    make_account(email="ada@contoh.example")
    for path, data in (
        ("/account/register", FORM),
        ("/account/reset", {}),
        ("/account/sign-in", {"password": "salah salah salah"}),
        ("/account/sign-in", {"send_code": "1"}),
    ):
        answers = []
        for contact in ("ada@contoh.example", "tak@contoh.example"):
            client = app.test_client()
            answer = client.post(path, data=data | {"contact": contact})
            follow = client.get(answer.location) if answer.status_code == 303 else answer
            wrong = client.post("/account/verify", data={"code": "000000"})
            answers.append((answer.status_code, strip(follow.text), strip(wrong.text)))
        assert answers[0] == answers[1], path


def statements(contact: str, browser: Browser) -> list[str]:
    with count_queries() as sent:
        actions.begin_sign_in(contact, browser)
    with count_queries() as tried, pytest.raises(Invalid):
        actions.finish_sign_in(contact, "000000", browser)
    with count_queries() as refused, pytest.raises(Invalid):
        actions.sign_in(contact, "salah salah salah", browser)
    return [*sent, "--", *tried, "--", *refused]


def test_known_and_unknown_contacts_cost_the_same_work(app: Flask) -> None:
    actions.create_account("Ada", "ada@contoh.example", PASSWORD)
    known = statements("ada@contoh.example", HERE)
    unknown = statements("tak@contoh.example", Browser("other", "10.0.0.9"))
    assert known == unknown


def test_a_code_opens_only_the_registration_of_the_browser_that_asked(app: Flask) -> None:
    """Otherwise a stranger's password would open an account that its owner confirmed."""
    owner, stranger = app.test_client(), app.test_client()
    register(owner)
    register(stranger, name="Penyerang", password="sandi penyerang panjang")
    owners, strangers = (re.search(r"\d{6}", m.arguments["body"]).group() for m in messages())
    owner.post("/account/verify", data={"code": strangers})
    assert not is_signed_in(owner)
    assert app.test_client().post("/account/verify", data={"contact": MAIL, "code": owners}).status_code == 303
    owner.post("/account/verify", data={"code": owners})
    assert is_signed_in(owner)
    assert db.session.query(Account).one().name == "Siti"
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, "sandi penyerang panjang", THERE)
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_what_was_never_confirmed_is_nothing_to_build_on(app: Flask) -> None:
    left = make_account(email=MAIL, verified_at=None, name="Penyerang")
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, PASSWORD, HERE)
    actions.begin_sign_in(MAIL, HERE, "Siti")
    signed_in = actions.finish_sign_in(MAIL, last_code(), HERE)
    assert (signed_in.account.id, signed_in.account.name, signed_in.is_new) == (left.id, "Siti", True)


def test_a_known_contact_is_signed_in_and_nothing_of_it_changed(app: Flask) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    actions.begin_sign_in(MAIL, HERE, "Lain", "sandi lain yang panjang")
    signed_in = actions.finish_sign_in(MAIL, last_code(), HERE)
    assert (signed_in.account.id, signed_in.account.name, signed_in.is_new) == (account.id, "Siti", False)
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_a_name_is_asked_once_and_only_of_who_is_new(client: FlaskClient) -> None:
    client.post("/account/sign-in", data={"contact": MAIL})
    assert 'name="name"' not in client.get("/account/verify").text
    asked = client.post("/account/verify", data={"code": last_code()})
    assert 'id="name-error"' in asked.text
    client.post("/account/verify", data={"code": last_code(), "name": "Siti"})
    assert is_signed_in(client)
    client.post("/account/sign-out")
    client.post("/account/sign-in", data={"contact": MAIL})
    client.post("/account/verify", data={"code": last_code()})
    assert is_signed_in(client)


def test_a_code_is_good_for_five_tries_and_fifteen_minutes(app: Flask) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti")
    for _ in range(5):
        with pytest.raises(Invalid, match="tidak cocok"):
            actions.finish_sign_in(MAIL, "000000", HERE)
    with pytest.raises(Invalid, match="tidak cocok"):
        actions.finish_sign_in(MAIL, last_code(), HERE)
    let_a_minute_pass()
    actions.begin_sign_in(MAIL, HERE, "Siti")
    db.session.query(VerificationCode).update({"expires_at": utcnow() - timedelta(seconds=1)})
    db.session.commit()
    with pytest.raises(Invalid, match="tidak cocok"):
        actions.finish_sign_in(MAIL, last_code(), HERE)


def test_a_code_is_good_once(app: Flask) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti")
    assert actions.finish_sign_in(MAIL, last_code(), HERE)
    with pytest.raises(Invalid):
        actions.finish_sign_in(MAIL, last_code(), HERE)


def test_a_code_is_good_for_its_own_purpose_only(app: Flask) -> None:
    codes.make_code(MAIL, HERE, codes.Purpose.ERASE)
    code = codes.make_code(MAIL, HERE, codes.Purpose.SIGN_IN)
    db.session.commit()
    assert code
    assert codes.try_code(MAIL, HERE, codes.Purpose.ERASE, code) is None
    assert codes.try_code(MAIL, HERE, codes.Purpose.SIGN_IN, code)


def test_tries_at_once_are_all_counted(app: Flask) -> None:
    actions.begin_sign_in(MAIL, HERE, "Siti")

    def guess(number: int) -> None:
        with app.app_context(), suppress(Invalid):
            actions.finish_sign_in(MAIL, "000000", Browser("here", f"10.1.0.{number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(4)))
    db.session.rollback()
    assert db.session.query(VerificationCode).one().tries_left == 1


def test_another_code_can_be_asked_for_after_a_minute(client: FlaskClient) -> None:
    register(client)
    first = last_code()
    assert "detik" in client.get("/account/verify").text
    client.post("/account/verify/again")
    register(client, name="Siti Aminah")
    assert len(messages()) == 1, "asking twice sends one message"
    let_a_minute_pass()
    client.post("/account/verify/again")
    assert len(messages()) == 2
    client.post("/account/verify", data={"code": first})
    assert not is_signed_in(client), "the earlier code is void"


def test_what_was_filled_in_is_kept_when_the_code_is_sent_again(client: FlaskClient) -> None:
    register(client)
    register(client, name="Siti Aminah")
    let_a_minute_pass()
    client.post("/account/verify/again")
    client.post("/account/verify", data={"code": last_code()})
    assert db.session.query(Account).one().name == "Siti Aminah"
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def token_of(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return str(session.get("sid", ""))


def use_token(client: FlaskClient, token: str) -> None:
    with client.session_transaction() as session:
        session["sid"] = token


def test_signing_in_rotates_the_session_and_out_ends_it(app: Flask, client: FlaskClient) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    sign_in(client, make_account(name="Orang lain"))
    before = token_of(client)
    answer = client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD, "next": "/data"})
    assert (answer.status_code, answer.location) == (303, "/data")
    first = token_of(client)
    assert first != before, "a session chosen beforehand is not taken over"
    assert "Siti" in client.get("/account").text
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    second = token_of(client)
    use_token(client, first)
    assert not is_signed_in(client), "signing in again ends this browser's earlier session"
    use_token(client, second)
    assert is_signed_in(client)
    answer = client.post("/account/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    use_token(client, second)
    assert not is_signed_in(client), "the old cookie is worth nothing"


def test_a_session_ends_with_its_time_and_when_nobody_comes_back(app: Flask, client: FlaskClient) -> None:
    resident, drafter = make_account(), make_account(Role.DRAFTER, make_agency())
    for account, idle, stays in (
        (resident, timedelta(days=13), True),
        (resident, timedelta(days=15), False),
        (drafter, timedelta(hours=11), True),
        (drafter, timedelta(hours=13), False),
    ):
        sign_in(client, account)
        with client.session_transaction() as session:
            session["seen"] = int((utcnow() - idle).timestamp())
        assert is_signed_in(client) is stays, (account, idle)
    sign_in(client, resident)
    db.session.query(UserSession).update({"expires_at": utcnow() - timedelta(seconds=1)})
    db.session.commit()
    assert not is_signed_in(client)


def test_coming_back_starts_the_idle_time_anew(client: FlaskClient) -> None:
    sign_in(client, make_account())
    with client.session_transaction() as session:
        session["seen"] = int((utcnow() - timedelta(days=13)).timestamp())
    client.get("/account")
    with client.session_transaction() as session:
        assert session["seen"] > (utcnow() - timedelta(minutes=1)).timestamp()


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "javascript:x"]
)
def test_nobody_is_led_elsewhere_after_signing_in(client: FlaskClient, target: str) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    data = {"contact": "siti@contoh.example", "password": PASSWORD, "next": target}
    assert client.post("/account/sign-in", data=data).location == "/"


def guess(browser: Browser, times: int, contact: str = MAIL) -> None:
    for _ in range(times):
        with pytest.raises(Invalid):
            actions.sign_in(contact, "salah salah salah", browser)


def test_guessing_is_slowed_by_contact_and_by_address(app: Flask) -> None:
    guess(HERE, 10)
    with pytest.raises(TooMany):
        actions.sign_in(MAIL, "salah", HERE)
    for number in range(89):
        guess(HERE, 1, f"w{number}@contoh.example")
    with pytest.raises(TooMany):
        actions.sign_in("lain@contoh.example", "salah", HERE)


def test_nobody_can_lock_another_out(app: Flask) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    guess(HERE, 10)
    assert actions.sign_in(MAIL, PASSWORD, THERE), "somebody elsewhere is not held up"
    guess(Browser("stranger", "10.0.0.2"), 9)
    with pytest.raises(TooMany):
        actions.sign_in(MAIL, PASSWORD, Browser("stranger", "10.0.0.2"))
    assert actions.sign_in(MAIL, PASSWORD, THERE), "a device of one's own works beside a stranger's on one address"


def test_strangers_everywhere_are_bounded_but_known_devices_are_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    assert actions.sign_in(MAIL, PASSWORD, HERE)
    monkeypatch.setattr(limits, "STRANGERS_PASSWORDS", 12)
    for number in range(11):
        guess(Browser(f"s{number}", f"10.9.0.{number}"), 1)
    with pytest.raises(TooMany):
        actions.sign_in(MAIL, PASSWORD, Browser("new", "10.8.0.1"))
    assert actions.sign_in(MAIL, PASSWORD, HERE)


def test_messages_are_bounded_for_contact_and_address_together(app: Flask) -> None:
    for _ in range(10):
        actions.begin_sign_in(MAIL, HERE)
        let_a_minute_pass()
    with pytest.raises(TooMany):
        actions.begin_sign_in(MAIL, HERE)
    actions.begin_sign_in(MAIL, THERE)
    for number in range(20):
        actions.begin_sign_in(f"w{number}@contoh.example", Browser("x", "10.0.0.3"))
    for number in range(10):
        actions.begin_sign_in(f"v{number}@contoh.example", Browser("x", "10.0.0.3"))
    with pytest.raises(TooMany):
        actions.begin_sign_in("lain@contoh.example", Browser("x", "10.0.0.3"))


def test_typing_codes_is_bounded_by_address(app: Flask) -> None:
    for number in range(60):
        with pytest.raises(Invalid):
            actions.finish_sign_in(f"w{number}@contoh.example", "000000", HERE)
    with pytest.raises(TooMany):
        actions.finish_sign_in(MAIL, "000000", HERE)


def test_a_forgotten_password_is_set_anew_after_a_code(app: Flask, client: FlaskClient) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    other = sign_in(app.test_client(), account)
    answer = client.post("/account/reset", data={"contact": MAIL})
    answer = client.post(answer.location, data={"code": last_code()})
    assert answer.location == "/account/password"
    assert 'name="current"' not in client.get("/account/password").text
    token = token_of(client)
    assert client.post("/account/password", data={"password": "empat kata baru sekali"}).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other), "every other device is signed out"
    use_token(client, token)
    assert not is_signed_in(client), "and this one has a new session"
    assert actions.sign_in(MAIL, "empat kata baru sekali", HERE)
    with pytest.raises(Invalid):
        actions.sign_in(MAIL, PASSWORD, HERE)


def test_changing_the_password_needs_the_present_one(app: Flask, client: FlaskClient) -> None:
    account = actions.create_account("Siti", MAIL, PASSWORD)
    other = sign_in(app.test_client(), account)
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    for current in ("", "bukan ini ya"):
        wrong = client.post("/account/password", data={"current": current, "password": "empat kata baru sekali"})
        assert "bukan kata sandi Anda" in wrong.text
    db.session.query(UserSession).update({"by_code": True, "created_at": utcnow() - timedelta(minutes=16)})
    db.session.commit()
    wrong = client.post("/account/password", data={"current": "", "password": "empat kata baru sekali"})
    assert "bukan kata sandi Anda" in wrong.text, "a code of long ago proves nothing"
    right = client.post("/account/password", data={"current": PASSWORD, "password": "empat kata baru sekali"})
    assert right.status_code == 303
    assert not is_signed_in(other)
    assert actions.sign_in(MAIL, "empat kata baru sekali", HERE)


def test_the_present_password_is_not_guessed_in_a_borrowed_browser(client: FlaskClient) -> None:
    actions.create_account("Siti", MAIL, PASSWORD)
    client.post("/account/sign-in", data={"contact": MAIL, "password": PASSWORD})
    data = {"current": "salah salah", "password": "empat kata baru sekali"}
    answers = [client.post("/account/password", data=data).status_code for _ in range(11)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "qwertyuiop12", "iloveyou123", "admin12345", "sayangku123", "katasandi123", "rahasia12345"),
        *("bismillah99", "tangerang123", "1q2w3e4r5t6y", "football2024", "sunshine123", "P@ssw0rd123", "aaaaaaaaaaaa"),
        *("siti@contoh.example", "sitiaminah1"),
    ],
)
def test_passwords_that_are_guessed_first_are_refused(app: Flask, password: str) -> None:
    with pytest.raises(Invalid, match="mudah ditebak"):
        actions.begin_sign_in(MAIL, HERE, "Siti Aminah", password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "suara kota demo", "sandi yang panjang", "x7#kPq!m2z", "kudakuda lompat pagar"]
)
def test_passwords_that_are_hard_to_guess_are_taken(app: Flask, password: str) -> None:
    assert actions.create_account("Siti", MAIL, password)


def test_other_browsers_are_listed_and_can_be_signed_out(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = sign_in(app.test_client(), account)
    sign_in(client, account)
    first = db.session.query(UserSession).order_by(UserSession.id).first()
    assert client.post(f"/account/sessions/{first.id}/end").status_code == 303
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    stranger = sign_in(app.test_client(), make_account())
    mine = db.session.query(UserSession).order_by(UserSession.id).all()[1]
    assert stranger.post(f"/account/sessions/{mine.id}/end").status_code == 404


def test_a_disabled_account_is_out_at_once(client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    account.disabled_at = utcnow()
    db.session.commit()
    assert client.get("/account").status_code == 302


def test_forms_need_their_token(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/account/sign-out")
    assert answer.status_code == 400
    assert "terlalu lama terbuka" in answer.text


def test_mail_is_in_the_language_of_the_account(client: FlaskClient) -> None:
    client.set_cookie("civic_language", "en")
    register(client)
    assert messages()[0].arguments["subject"].startswith("Your code")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome di Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge di Windows"),
        ("curl/8.0", "Perangkat tidak dikenal"),
        ("", "Perangkat tidak dikenal"),
    ],
)
def test_devices_are_called_as_people_know_them(app: Flask, user_agent: str, name: str) -> None:
    with app.test_request_context():
        assert device_name(user_agent) == name


def test_errors_that_the_form_itself_finds_are_indonesian(client: FlaskClient) -> None:
    sign_in(client, make_account(Role.DRAFTER, make_agency()))
    text = client.post("/workbench/processes/new", data={"title": "x" * 500, "language": "zz", "agency": "x"}).text
    errors = re.findall(r"govuk-error-message[^>]*>(.*?)</p>", text, re.S)
    assert errors
    assert [e for e in errors if "Error" in e or "Field" in e or "valid choice" in e] == []


def test_every_text_of_wtforms_has_its_translation(app: Flask) -> None:
    with force_locale("id"):
        assert [t for t in WTFORMS_TEXTS if get_translations().ugettext(t) == t] == []
