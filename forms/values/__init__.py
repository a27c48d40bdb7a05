"""Small value objects that hold the hard rules: phone, e-mail, hours, account, secrets."""
