"""The extract Lambda: playlists from Spotify's Web API into the raw zone, one object each."""
