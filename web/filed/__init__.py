"""What has been filed: the receipt, a new version, the page behind the code on paper."""
