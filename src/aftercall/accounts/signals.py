"""What happens to accounts that rooms above this one react to."""

from django.dispatch import Signal

# Sent within the transaction that deactivates an account, so a receiver that fails undoes the deactivation.
# Arguments: user, at (the time).
user_deactivated = Signal()

# Sent within the transaction that gives a user another role, before it does. A receiver that raises Refused stops it.
# Arguments: user.
user_changing_role = Signal()
