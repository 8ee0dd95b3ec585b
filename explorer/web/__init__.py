"""What all pages share: the app and its routes, addresses and widgets, filters, code."""
