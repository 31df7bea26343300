"""Invented names for artists, songs and albums."""

from itertools import product


def _split(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("/") if name.strip())


# The catalogue takes the first ones more often.
ARTISTS = _split("""
    Juno Halvorsund / Ghost of a Sandwich / MC Barometer / Lila Brandt-Osei / Velvet Tractor /
    Las Polillas Azules / Young Meridian / The Borrowed Umbrellas / Kofi Northwind /
    Nadia Pemberwick / Neon Allotment / Sunday Plumbers / Rosa Calderilla /
    DJ Parallel Parking / Saltwater Accountants / Amara Lindqvist-Bello / Small Hours Bakery /
    Night Bus Orchestra / Lady Semaphore / Orchid Taxi / Cardboard Astronauts /
    Mina Sorrentino-Hale / Polite Wolves / Kid Latitude / Radio Marmalade / Odd Socks Parade /
    Tomas Quillfeather / Low Tide Ministry / Violet Ampersand / Paper Lantern Union /
    Ravi Monsoonwala / Plum District / The Second Kettle / Dial Tone Choir / Müde Tänzer /
    Penny Arcadia / Bruno Tamarindo / Grandma's Satellite / Hologram Farmers / Two Left Trains /
    Signe Aurlandsdal / Pocket Thunderstorm / Felt Tip Pirates / Señorita Domingo /
    Copper Pigeon / Lost Property Office / Otis Fernweh / Kite Weather / Élan Vitaux /
    Lukewarm Jupiter / Zadie Thistledown / Brass Elevator / Moss & Thunder /
    Theo Marchbanks Trio / Faded Postcode / Rhubarb & Sons / Captain Lamplight /
    Delta Wrenfield / Tall Quiet Dog / Sleepy Machinist / Wet Cement Poets / Silvertown Ferry /
    Ines Okaforde / The Apology Band / Ursa Minor Key / Harbour Lights Out / Quiet Kilometre /
    Big Rowan Tree / Hana Moriyama-Bell / Understudies of Rome
""")

# Artists of the classics, by decade.
VETERANS = {
    1960: _split("The Dandelion Four / Harold Finch & His Lighthouse / Sister Cordelia May"),
    1970: _split("The Velour Gentlemen / Electric Hedge / Marguerite Oakhanger"),
    1980: _split("Cassette Boyfriends / Analog Daughters / Chrome Picnic"),
    1990: _split("Static Cardigan / Lorry Park / DJ Soft Furnishings"),
    2000: _split("The Broadband Hearts / Miss Polyphonic / Weekday Heroes"),
    2010: _split("Owl Startup / Festival Wristband / Clementine Fogg"),
}

TITLES = _split("""
    Kettle's On / Left on Platform Nine / Umbrella for Two and a Half / Borrowed Light /
    Terms and Conditions Apply / Dancing with the Curtains / Somebody Else's Wi-Fi /
    Lanterns at Low Tide / The Weather Upstairs / Call Me When It Snows / Mañana, Tal Vez /
    Ctrl Z My Heart / Parallel Parking / Slow Lift to the Ninth Floor / Gravity Is a Rumour /
    Sunday Has No Edges / Soft Landing, Hard Chair / Your Side of the Duvet /
    Moonlight on the Bins / No Signal in the Valley / Marmalade Season / Ask the Lighthouse /
    Everyone I Know Is a Ferry / Second Breakfast Club / Glow in the Park /
    We Were Almost Punctual / Tiny Violins, Big Feelings / Elevator Small Talk /
    Half Past Forever / Read at 02:14 / Leave the Porch Light / Paper Aeroplane Mode /
    Honey, It's the Smoke Alarm / Meet Me by the Vending Machine / Velcro Kisses /
    Low Battery Love / The Cat Knows / Out of Office / Tomorrow's Bread / Every Map Is Wrong /
    Rain Delay / Sleeping in Airports / Good Grief, Gloria / Polaroids of Fog /
    Please Mind the Heart / Chewing Gum Constellations / Salt on the Windowsill /
    One Sock Missing / Last Bus to Elsewhere / Queue for the Moon / Heliotrope /
    My Other Car Is a Cloud / Unsent / Bicycle Thief in Love / Tourist in My Own Kitchen /
    Orchard Street, 5 a.m. / Fluent in Static / I Named a Star After My Landlord / Spare Key /
    The Quiet Part Out Loud / Porcelain Weather / Wrong Number, Right Voice /
    All My Plants Are Thriving / Apricot Siren / Afterparty at the Laundromat /
    Lost the Plot, Found a Meadow / Neighbours with Drums / Swimming Pool in Winter /
    Return to Sender-ish / Hello from the Overhead Locker / Carousel of One /
    Green Means Maybe / Postcode Lottery / Sugar in the Tank of Time /
    Nobody Dances in This Town but Us / Escalator to Nowhere / Small Talk with Thunder /
    Your Mother's Answering Machine / Confetti in the Gutter / Ferris Wheel Closed /
    Ten Minutes Fast / Two Trains, One Whistle / Cabin Pressure / Sorry I Missed Your Parade /
    The Last Good Umbrella / Kaleidoscope Knees / A Minor Inconvenience in B Flat /
    Hotel Breakfast / Ghosting the Ghost / Late Fees / Salvation on Aisle Four /
    Plastic Flamingo Summer / Open Tabs / Never Trust a Calm Sea / Firefly Accountant /
    Only the Goats Know / Lighthouse Keeper's Daughter-in-Law / Motorway Daydream /
    Mirrorball Repairman / Pillow Fort Republic / Sparks off the Tramline /
    Cold Tea, Warm Hands / Tango for Beginners / Dust on the Trophy / Where the Pigeons Go /
    Nightshade Lemonade / Breathe Out, Bernadette / Backseat Astronomer /
    Everything But the Spoon / Wish You Were Weird / Silver Thumb / Clouds with Opinions /
    Rooftop Tomatoes / Delay on the Coast Line / The Long Goodbye to Carbs / Windmill Heart /
    Nine Lives, No Receipts / Barefoot in the Archive / Yesterday's Horoscope / Tiny Desk Fan /
    Hurricane Lamp / Do Not Disturb the Otters / Lavender Brakes / The Day the Clocks Gave Up /
    Kerosene & Cardamom / Overdue / Yours, Mostly / Atlas of Small Regrets /
    Blue Door, Red Door / Too Loud for the Library / Cartwheel / Slightly Out of Tune with You /
    Hold My Coat / The Understudy's Waltz / Bright Side of the Moat /
    A Quiet Word with the Sea / Neon Says Open / Fridge Magnet Poetry / Pretend It's Portugal /
    Frost on the Allotment / Static Electricity, Real Feelings / Heartbeat in the Walls /
    Catapult / The Second Spoonful / Sandcastle Mortgage / Wolf in Cheap Clothing /
    Midnight, Give or Take / Tell It to the Geese / Loose Change Serenade /
    Drive Until the Radio Speaks Welsh / Cinnamon Argument / Handwriting /
    The Neighbours Are Listening / Waltz for a Revolving Door / Fire Drill Romance /
    Somewhere a Phone Is Ringing / Tangerine Alibi / Too Many Candles / Yeti Season /
    Trampoline at Dusk / Footnote / Ocean View (Partial) / Saturday's Overcoat /
    Goodnight, Vending Machine / Tout Est Permis le Mardi / Über den Dächern, unter dem Radar /
    夜のレシート / Baila con la Lavadora / Kaffe på Taket / Chuva de Bolso / Ночной зонт /
    Zwischen Zwei Wolken / Café con Nubes
""")

# The shortest song, the longest, and a name that two songs share.
INTERLUDE = "Interlude for a Kettle"
EPIC = "The Long Way to the Corner Shop, Parts I-IV"
NAMESAKE = "Stay Inside"

CLASSICS = {
    1960: _split(
        "Sugar & Semaphore / Your Hat in My Heart / Saturday Lighthouse / Ration Book Waltz"
    ),
    1970: _split(
        "Boogie Down the Towpath / Caravan of Wool / Halfway to Harrogate / Disco at the Town Hall"
    ),
    1980: _split(
        "Telex Me / Neon Wind / Shoulder Pads of Steel / Fax from the Future / Arcade of Tears"
    ),
    1990: _split(
        "Overcast Anthem / Rave at Junction Nine / Beige Star / Dial-Up Lullaby / Corduroy Weather"
    ),
    2000: _split("Text Me Back, Tamagotchi / Low-Rise Heart / Burn Me a Mix / Bluetooth & Me"),
    2010: _split(
        "Festival Wi-Fi / Owl on Your Tote Bag / We Built This App on Love / Avocado Dreams"
    ),
}

ALBUMS = _split("""
    Maps for Indoor Use / Everything Was Closed / Postcards to the Wrong Address /
    Good Morning, Basement / A Short History of Waiting / Furniture for Birds /
    Live, Laugh, Leave / The Middle of Elsewhere / Instructions for the Weekend /
    Smaller Than It Looked Online / Weather Permitting / Warm Side of the Wall /
    Unreliable Narrator / Please Hold / Seventeen Windows / Loud Cardigan / Tidal Admin /
    The Spare Room Sessions / Once More with Ceiling / Northern Exit / Plenty More Ghosts /
    Cheap Seats, Good View / Field Guide to Evenings / What the Lamp Said / Nearly Home /
    Minor Celebrities / Extended Warranty / Shallow End / New Shoes, Old Stairs /
    Ordinary Fireworks / Parcels / The Long Weekend / Household Saints / Applause for the Bus /
    Handle with Flair / Twelve Kinds of Rain / The Art of Leaving Early / Fruit & Consequences /
    Outdoor Voice / Amateur Astronomy
""")

CLASSIC_ALBUMS = {
    1960: _split("Meet The Dandelions / Lighthouse Mono / Sunshine by Post"),
    1970: _split("Corduroy Sunset / Live at the Corn Exchange / Velour"),
    1980: _split("Synthetic Weekend / Modern Telephones / Laser Picnic"),
    1990: _split("Grey Is a Colour / Hard Shoulder / Soft Play"),
    2000: _split("Loading / Ringtones for Lovers / 99 Megabytes"),
    2010: _split("Artisanal / Wristband / Terms of Surface"),
}

COMPILATIONS = _split("""
    Nowhere's Finest, Vol. 7 / Songs from the Film "A Quiet Parcel" /
    Slow Sunday: Fireside Acoustic / Kitchen Radio Gold / Summer at the Lido 2026 /
    Big Night In: 40 Living Room Anthems
""")

_MODIFIERS = _split("""
    Amber / Borrowed / Clockwork / Crooked / Drowsy / Electric / Feral / Forgotten / Gentle /
    Handmade / Hollow / Imaginary / Indoor / Inflatable / Lunar / Midweek / Misplaced /
    Nervous / Northern / Overnight / Paper / Patient / Pocket-Sized / Reluctant / Rented /
    Second-Hand / Sideways / Sleepless / Stolen / Sunburnt / Tangled / Thursday / Unfinished /
    Unlikely / Velvet / Waterproof / Weightless / Whispering / Wild / Yesterday's
""")
_THINGS = _split("""
    Accordion / Alphabet / Anthem / Balcony / Bonfire / Chandelier / Compass / Daylight /
    Detour / Dialogue / Echo / Escape Plan / Evening / Fireworks / Fountain / Garden / Goodbye /
    Greenhouse / Harbour / Horizon / Hurricane / Jukebox / Kingdom / Lantern / Letterbox /
    Lullaby / Machine / Meridian / Mirage / Monsoon / Orbit / Orchard / Parade / Passport /
    Postcard / Promise / Riverbank / Satellite / Seashell / Shadow / Staircase / Suitcase /
    Sunrise / Telescope / Thunder / Timetable / Umbrella / Valentine / Vertigo / Vineyard /
    Waterfall / Windmill
""")

# Used when the titles and albums above are used up.
MORE_TITLES = tuple(f"{modifier} {thing}" for modifier, thing in product(_MODIFIERS, _THINGS))
