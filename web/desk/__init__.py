"""The officer's register: pages for those who have signed in."""
