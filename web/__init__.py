"""The pages: thin views over the form, the register and the document."""
