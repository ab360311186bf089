"""What pages offer: links, forms, dialogs; which URLs are the application's own."""
