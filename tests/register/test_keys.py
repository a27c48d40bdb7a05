"""Keys cannot be guessed, and follow from one another in one direction only."""

import re

from register import keys


def test_new_keys_differ_and_are_safe_in_an_address() -> None:
    made = {keys.new_key() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", key) for key in made)


def test_digest_is_the_sha256_of_the_key() -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert keys.digest("abc") == expected


def test_hostile_keys_have_a_digest_like_any_other() -> None:
    assert len({keys.digest(key) for key in ("", "\x00", "../..", "\ud800", "å" * 5000)}) == 5


def test_derived_key_follows_from_key_and_purpose_alone() -> None:
    assert keys.derived_key("draft", "receipt") == keys.derived_key("draft", "receipt")
    others = {keys.derived_key("draft", "copy"), keys.derived_key("draft2", "receipt")}
    assert keys.derived_key("draft", "receipt") not in others
    assert len(keys.derived_key("draft", "receipt")) == 32
