"""From annotations to a bundle. The heavy floor: nobody below imports it."""
