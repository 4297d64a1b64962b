"""The forms of this room. Settings name those that replace allauth's."""
