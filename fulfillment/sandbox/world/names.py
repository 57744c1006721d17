"""Words to make shoppers of: common names, and real towns with real postal areas (_ is a space)."""

US_FIRST = """
Ava Mia Olivia Sofia Emma Grace Chloe Zoe Hannah Jasmine Destiny Maya Brianna Kayla Rosa Camila
Priya Mei Aaliyah Lauren Tessa Nora Elena Marcus Tyler Jordan Diego Noah Ethan Caleb Andre Luis
Kevin Brandon Omar Malik Owen Wyatt
"""
US_LAST = """
Martinez Johnson Nguyen Patel Williams Garcia Brooks Kim Lopez Anderson Rivera Thompson Chen Murphy
Davis Foster Ramirez Coleman Hughes Bennett Ortiz Washington Sullivan Park Reyes Jenkins Cooper
Flores Singh Barnes Ward Delgado
"""
US_STREETS = """
Maple_Ave Oak_St Sunset_Blvd Cedar_Ln Elm_St Lakeview_Dr Hillcrest_Rd Magnolia_Ct Juniper_Way
Prospect_Ave River_Rd Birchwood_Dr Washington_St Park_Ave Mesa_Verde_Dr Peachtree_Ln Walnut_St
Canyon_Rd
"""
US_PLACES = """
Austin,TX,78704 Austin,TX,78745 Houston,TX,77008 Dallas,TX,75206 San_Antonio,TX,78209
Phoenix,AZ,85016 Tucson,AZ,85719 Denver,CO,80210 Seattle,WA,98103 Portland,OR,97211
San_Jose,CA,95112 Los_Angeles,CA,90026 San_Diego,CA,92104 Sacramento,CA,95816 Fresno,CA,93704
Las_Vegas,NV,89123 Salt_Lake_City,UT,84105 Minneapolis,MN,55408 Chicago,IL,60618 Milwaukee,WI,53207
Detroit,MI,48221 Columbus,OH,43202 Cleveland,OH,44107 Nashville,TN,37206 Atlanta,GA,30316
Charlotte,NC,28205 Raleigh,NC,27607 Tampa,FL,33609 Orlando,FL,32803 Miami,FL,33133
Jacksonville,FL,32205 Philadelphia,PA,19147 Pittsburgh,PA,15206 Brooklyn,NY,11215 Queens,NY,11375
Buffalo,NY,14222 Boston,MA,02130 Baltimore,MD,21211 Richmond,VA,23220 Louisville,KY,40204
Kansas_City,MO,64111 New_Orleans,LA,70115
"""
GB_FIRST = """
Amelia Isla Poppy Freya Evie Imogen Niamh Charlotte Ellie Maisie Zara Aisha Harriet Rhiannon Morag
Priti Bethan Lucy Jack Oliver Harry Callum Rhys Angus Mohammed Finlay Alfie Dylan Theo Kieran Hamish
Tariq Lewis Ewan Rory Joseph
"""
GB_LAST = """
Smith Jones Taylor Hughes Khan Campbell Evans Wilson Robertson Shah Murray Davies Walker Okafor
Wright Fraser Ahmed Thomas Clarke Stewart Begum Edwards Bailey Macdonald Griffiths Turner Ellis
Pryce Kaur Whitfield Lowe
"""
GB_STREETS = """
High_Street Station_Road Church_Lane Victoria_Road Mill_Lane Queens_Avenue The_Crescent Park_Road
Albert_Street Manor_Close Kings_Drive Orchard_Way Grange_Road Chapel_Street Windsor_Terrace
Brook_Lane
"""
GB_PLACES = """
London,,SE15 London,,E17 London,,N8 London,,SW2 Manchester,,M20 Manchester,,M14 Leeds,,LS6
Sheffield,,S11 Liverpool,,L17 Birmingham,,B13 Bristol,,BS6 Cardiff,,CF24 Swansea,,SA2 Glasgow,,G12
Glasgow,,G41 Edinburgh,,EH9 Aberdeen,,AB24 Newcastle_upon_Tyne,,NE6 Nottingham,,NG7 Leicester,,LE2
Norwich,,NR2 Brighton,,BN2 Southampton,,SO17 Plymouth,,PL4 Exeter,,EX4 Cambridge,,CB1 Oxford,,OX4
York,,YO10 Belfast,,BT7 Derby,,DE22 Hull,,HU5
"""


def _listed(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


FIRST = {"US": _listed(US_FIRST), "GB": _listed(GB_FIRST)}
LAST = {"US": _listed(US_LAST), "GB": _listed(GB_LAST)}
STREETS = {"US": _listed(US_STREETS), "GB": _listed(GB_STREETS)}
# Each is "city,state,postal area"; British places have no state.
PLACES = {"US": _listed(US_PLACES), "GB": _listed(GB_PLACES)}
