"""What somebody says of an account that is there, from wherever they came."""
