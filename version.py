"""Which release this is. Here and in no setting: nobody can choose it, and forms, paper and backups
bear it without knowing what a setting is."""

VERSION = "0.2.0"
