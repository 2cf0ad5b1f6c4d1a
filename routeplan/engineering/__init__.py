"""A route in the language of cable engineers: position lists, cable and burial schedule, repeaters, quantities."""
