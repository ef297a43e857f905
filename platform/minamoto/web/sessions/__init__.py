"""The session addresses of portal and console: logging in and out, passwords, factors, single sign-on."""
