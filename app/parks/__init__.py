"""Land and premises: what the parks have to offer, as parcels, buildings, floors and rooms."""
