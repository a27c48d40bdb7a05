"""The form on paper: its body, answers, blank, approvals, and the pages they are laid out on."""
