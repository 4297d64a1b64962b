"""Everything that changes what this room stores."""
