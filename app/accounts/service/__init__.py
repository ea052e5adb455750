"""Verbs of accounts.

`signing` for coming in and going out, `choosing` for passwords, `second_factor`, `sso` for the single sign-on,
`founding` for the first administrator, `directory` for units, people and users, `granting` for roles.
"""

from app.accounts.service import choosing, directory, founding, granting, second_factor, signing

__all__ = ["choosing", "directory", "founding", "granting", "second_factor", "signing"]
