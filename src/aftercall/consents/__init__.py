"""What people agreed to in their interview: to be contacted by the force, invited to a focus group, or quoted.

Each consent is a record of its own, with its own key and retention. It leads to no case, and to no answer.
"""
