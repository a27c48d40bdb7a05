"""Pages and files for everybody, which search engines, other sites and programs may read too."""
