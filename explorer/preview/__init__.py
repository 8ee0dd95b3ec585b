"""What a chat shows of a link: title, description, picture, and the frame that embeds it."""
